import { mkdir, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { pathsOf } from '../../../scripts/setup/paths.mjs';
import { sayFailure } from '../../../scripts/setup/sayFailure.mjs';
import { writeStamp } from '../../../scripts/setup/stamp.mjs';
import {
  chosenSource,
  isTensorflowReady,
  offerAddon,
  offerLibrary,
} from '../../../scripts/setup/tensorflow.mjs';
import { installWheel, placeOf } from '../../../scripts/setup/wheel.mjs';
import { fakeLibraries, fakeWheel, fakeWheelContent } from '../../support/fakeWheel.js';
import { indexPage, refusal, startFileServer, whole } from '../../support/fileServer.js';

let project: string;
const quiet = { say: () => undefined, share: () => undefined };
const noNetwork: typeof fetch = () =>
  Promise.reject(new TypeError('fetch failed', { cause: new Error('no such host') }));

beforeEach(async () => {
  project = await mkdtemp(path.join(os.tmpdir(), 'pretext lab tensorflow '));
});
afterEach(async () => {
  await rm(project, { recursive: true });
});

const setupWith = (env: NodeJS.ProcessEnv, fetch: typeof globalThis.fetch = noNetwork) => ({
  paths: pathsOf(project),
  env,
  fetch,
});

describe('the choice of the TensorFlow library', () => {
  it('is free unless the setting names one, and no other word passes', () => {
    expect(chosenSource(undefined)).toBeNull();
    expect(chosenSource('')).toBeNull();
    expect(chosenSource('wheel')).toBe('wheel');
    expect(chosenSource('own')).toBe('own');
    expect(chosenSource('none')).toBe('none');
    expect(() => chosenSource('Wheel')).toThrow('PRETEXT_LAB_TENSORFLOW is Wheel: set it to own');
  });

  it('stops set-up only when it is no choice at all', async () => {
    await expect(offerLibrary(setupWith({ PRETEXT_LAB_TENSORFLOW: 'no' }), quiet)).rejects.toThrow(
      'PRETEXT_LAB_TENSORFLOW is no',
    );
  });
});

describe('set-up without TensorFlow', () => {
  it('goes on with a warning that says what is missing, why, and what trains in its place', async () => {
    const setup = setupWith({ PRETEXT_LAB_TENSORFLOW: 'wheel' });
    expect(await offerLibrary(setup, quiet)).toMatch(
      /^WARNING: TensorFlow is left out, so training uses WebGPU or WebAssembly .*=none .*\. The package index https:\/\/pypi\.org\/simple\/tensorflow-cpu\/ could not be read: no such host\. Check the network/,
    );
    expect(await offerAddon(setup, quiet)).toBe('left out, as the library is not there');
    expect(await isTensorflowReady(setup.paths)).toBe(false);
  });

  it('goes on with a warning when nothing can compile the addon', async () => {
    const setup = setupWith({ CXX: '/nowhere/c++' });
    const library = path.join(setup.paths.tfjsNode, 'deps', 'lib', 'libtensorflow.so');
    await mkdir(path.dirname(library), { recursive: true });
    await writeFile(library, 'library');
    const stamp = path.join(setup.paths.stamps, 'library.json');
    await writeStamp(stamp, { source: 'wheel', name: 'TensorFlow' }, [library]);
    expect(await offerLibrary(setup, quiet)).toBe('TensorFlow in place');
    expect(await offerAddon(setup, quiet)).toMatch(
      /^WARNING: TensorFlow is left out, .* The compiler named by CXX, \/nowhere\/c\+\+, does not run/,
    );
  });

  it('is chosen by none, which asks for nothing and removes nothing', async () => {
    const asked: unknown[] = [];
    const setup = setupWith({ PRETEXT_LAB_TENSORFLOW: 'none' }, (url) => {
      asked.push(url);
      return Promise.reject(new Error('asked'));
    });
    const left =
      'left out, as PRETEXT_LAB_TENSORFLOW=none says: training uses WebGPU or WebAssembly';
    expect(await offerLibrary(setup, quiet)).toBe(left);
    expect(await offerAddon(setup, quiet)).toBe(left);
    await writeStamp(path.join(setup.paths.stamps, 'addon.json'), {}, []);
    expect(await offerLibrary(setup, quiet)).toMatch(/^in place and left alone/);
    expect(asked).toEqual([]);
  });
});

describe('installWheel', () => {
  it('puts libraries, their linker names and headers into place, and keeps no download', async () => {
    const server = await startFileServer({
      '/simple/tensorflow-cpu/': [indexPage(fakeWheel.file, '/files/it.whl')],
      '/files/it.whl': [whole(fakeWheelContent)],
    });
    try {
      const setup = setupWith({ PIP_INDEX_URL: `${server.origin}/simple` }, fetch);
      const deps = path.join(setup.paths.tfjsNode, 'deps');
      await mkdir(deps, { recursive: true });
      await writeFile(path.join(deps, 'old'), 'of another library');
      await installWheel(setup, fakeWheel, quiet);
      const files = await readdir(deps, { recursive: true });
      expect(files.filter((name) => name.includes('.')).sort()).toEqual([
        'include/tensorflow/c/c_api.h',
        'lib/libtensorflow.so',
        'lib/libtensorflow_cc.so.2',
        'lib/libtensorflow_framework.so',
        'lib/libtensorflow_framework.so.2',
      ]);
      expect(files).not.toContain('old');
      const library = path.join(deps, 'lib', 'libtensorflow.so');
      expect(await readlink(library)).toBe('libtensorflow_cc.so.2');
      expect((await readFile(library)).equals(fakeLibraries['libtensorflow_cc.so.2'])).toBe(true);
      expect(await readdir(setup.paths.downloads)).toEqual([]);
      expect(await readdir(setup.paths.tfjsNode)).toEqual(['deps']);
    } finally {
      await server.close();
    }
  });

  it('fails with a sentence and leaves what was there', async () => {
    const server = await startFileServer({
      '/tensorflow-cpu/': [indexPage(fakeWheel.file, '/it.whl')],
      '/it.whl': [refusal(403)],
    });
    try {
      const setup = setupWith({ PIP_INDEX_URL: server.origin }, fetch);
      const old = path.join(setup.paths.tfjsNode, 'deps', 'old');
      await mkdir(path.dirname(old), { recursive: true });
      await writeFile(old, 'of another library');
      await expect(installWheel(setup, fakeWheel, quiet)).rejects.toThrow(
        /it\.whl did not arrive: the server answered 403 Forbidden\. Check the network; behind a proxy set HTTPS_PROXY/,
      );
      expect(await readFile(old, 'utf8')).toBe('of another library');
    } finally {
      await server.close();
    }
  });

  it('unpacks the C headers beside the libraries, and nothing outside its folder', () => {
    expect(placeOf('tensorflow/libtensorflow_cc.so.2')).toBe('deps/lib/libtensorflow_cc.so.2');
    expect(placeOf('tensorflow/include/tensorflow/c/eager/c_api.h')).toBe(
      'deps/include/tensorflow/c/eager/c_api.h',
    );
    expect(placeOf('tensorflow/include/xla/tsl/c/tsl_status.h')).toBe(
      'deps/include/xla/tsl/c/tsl_status.h',
    );
    expect(placeOf('tensorflow/include/tsl/platform/platform.h')).toBe(
      'deps/include/tsl/platform/platform.h',
    );
    expect(placeOf('tensorflow/python/pywrap.so')).toBeNull();
    expect(placeOf('tensorflow/include/Eigen/Core')).toBeNull();
    expect(placeOf('tensorflow/include/tensorflow/c/../../../../x.h')).toBeNull();
  });
});

describe('sayFailure', () => {
  const url = 'https://files.test/it.whl';

  it('says what happened with its values, and what to do', () => {
    expect(sayFailure({ code: 'stalled', url, seconds: 60 })).toMatch(
      /^https:\/\/files\.test\/it\.whl did not arrive: nothing came for 60 s\. Check the network/,
    );
    expect(sayFailure({ code: 'cutOff', url, receivedBytes: 5, expectedBytes: 10 })).toContain(
      'ended after 5 of 10 bytes',
    );
    expect(sayFailure({ code: 'noSpace', folder: '/f', neededBytes: 1.3e9, freeBytes: 2e8 })).toBe(
      'The TensorFlow library needs 1.3 GB of free space in /f, which has 0.2 GB: make room and try again.',
    );
    expect(
      sayFailure({
        code: 'wrongChecksum',
        source: url,
        sha256: 'aa',
        expectedSha256: 'bb',
        isResumed: false,
      }),
    ).toContain('has the checksum aa instead of bb, so it was thrown away');
    expect(sayFailure({ code: 'webPage', url })).toContain('asks to sign in first');
  });
});

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findTensorflowEngine } from '../../../../src/host/tensorflowEngine/findTensorflowEngine.js';
import {
  keptBytesOf,
  type InstallProgress,
} from '../../../../src/host/tensorflowEngine/bringWheel.js';
import {
  installTensorflow,
  type InstallOutcome,
} from '../../../../src/host/tensorflowEngine/installTensorflow.js';
import { recordSchema } from '../../../../src/host/tensorflowEngine/installation.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import { nodeDisk } from '../../../../src/tensorflowLibrary/disk.mjs';
import {
  fakeLibraries,
  fakeWheel,
  fakeWheelContent,
  sha256Of,
} from '../../../support/fakeWheel.js';
import {
  refusal,
  signInPage,
  silentAfter,
  whole,
  wholeAlways,
  type Answer,
} from '../../../support/fileServer.js';
import { noSpaceLeft, watchedDisk } from '../../../support/watchedDisk.js';
import {
  addonContent,
  createTensorflowWorld,
  engineError,
  indexOf,
  playEngines,
  type TensorflowWorld,
} from './tensorflowWorld.js';

let world: TensorflowWorld;
let root: string;

beforeEach(async () => {
  world = await createTensorflowWorld();
  root = join(world.storageFolder, 'tensorflow');
});
afterEach(async () => {
  await world.end();
});

const find = () =>
  findTensorflowEngine({
    storageFolder: world.storageFolder,
    engineFolder: null,
    wheel: fakeWheel,
  });
const reasonOf = (outcome: InstallOutcome): string =>
  outcome.kind === 'failed' ? inEnglish(outcome.reason) : outcome.kind;
const described = (content: Buffer) => ({ bytes: content.length, sha256: sha256Of(content) });
const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe('an installation from the package index', () => {
  it('is laid out as the package that the engine knows, described, and the only thing left', async () => {
    const server = await world.serve();
    const engines = playEngines({ imagesPerSecond: 321 });
    const outcome = await installTensorflow(
      world.options(indexOf(server), { launch: engines.launch }),
    );
    const folder = join(root, '9.9.9');
    const libraries = Object.values(fakeLibraries);
    expect(outcome).toEqual({
      kind: 'installed',
      folder,
      bytes: libraries.reduce((sum, { length }) => sum + length, addonContent.length),
      imagesPerSecond: 321,
    });
    expect(await filesIn(root)).toEqual([
      '9.9.9/deps/lib/libtensorflow_cc.so.2',
      '9.9.9/deps/lib/libtensorflow_framework.so.2',
      '9.9.9/installed.json',
      '9.9.9/lib/napi-v8/tfjs_binding.node',
    ]);
    const record: unknown = JSON.parse(await readFile(join(folder, 'installed.json'), 'utf8'));
    expect(recordSchema.parse(record)).toEqual({
      formatVersion: 1,
      version: '9.9.9',
      installedAt: '2026-01-02T03:04:05.000Z',
      unusable: null,
      files: {
        'lib/napi-v8/tfjs_binding.node': described(addonContent),
        'deps/lib/libtensorflow_cc.so.2': described(fakeLibraries['libtensorflow_cc.so.2']),
        'deps/lib/libtensorflow_framework.so.2': described(
          fakeLibraries['libtensorflow_framework.so.2'],
        ),
      },
    });
    expect(find()).toEqual({
      state: 'installed',
      folder,
      version: '9.9.9',
      build: '9.9.9 2026-01-02T03:04:05.000Z',
    });
    expect(engines.stops).toEqual([0]);
  });

  it('is proven before it is put into its place', async () => {
    const server = await world.serve();
    let hadPlace = true;
    const engines = playEngines({ imagesPerSecond: 1 });
    const outcome = installTensorflow(
      world.options(indexOf(server), {
        launch: (folder, onLog) => {
          hadPlace = folder === join(root, '9.9.9');
          return engines.launch(folder, onLog);
        },
      }),
    );
    expect((await outcome).kind).toBe('installed');
    expect(hadPlace).toBe(false);
  });

  it('tells how far it is, from the first byte to the last', async () => {
    const server = await world.serve();
    const told: InstallProgress[] = [];
    await installTensorflow(
      world.options(indexOf(server), { onProgress: (progress) => told.push(progress) }),
    );
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['download', 'unpack', 'prove']);
    const last = (phase: string) => told.findLast((progress) => progress.phase === phase);
    const { bytes, libraryBytes } = fakeWheel;
    expect(last('download')).toEqual({ phase: 'download', doneBytes: bytes, totalBytes: bytes });
    expect(last('unpack')).toEqual({
      phase: 'unpack',
      doneBytes: libraryBytes,
      totalBytes: libraryBytes,
    });
  });

  it('asks for everything through the fetch that it is handed', async () => {
    const server = await world.serve();
    const asked: string[] = [];
    const outcome = await installTensorflow(
      world.options({
        kind: 'index',
        indexUrl: 'http://proxied.test/simple',
        fetch: (input, init) => {
          if (typeof input !== 'string') throw new Error('asked with something else');
          asked.push(input);
          return fetch(input.replace('http://proxied.test', server.origin), init);
        },
      }),
    );
    expect(outcome.kind).toBe('installed');
    expect(asked[0]).toBe('http://proxied.test/simple/tensorflow-cpu/');
    expect(asked).toHaveLength(2);
  });

  it('can be cancelled while it downloads, and goes on from there the next time', async () => {
    const server = await world.serve({
      files: [silentAfter(fakeWheelContent, 100_000), whole(fakeWheelContent)],
    });
    const cancel = new AbortController();
    const disk = watchedDisk((bytes) => {
      if (bytes === 100_000) cancel.abort();
      return null;
    });
    const first = world.options(indexOf(server), { signal: cancel.signal, disk });
    expect(await installTensorflow(first)).toEqual({ kind: 'cancelled', keptBytes: 100_000 });
    expect(await readdir(root)).toEqual(['downloads']);
    expect(await keptBytesOf(world.storageFolder, fakeWheel)).toBe(100_000);

    expect((await installTensorflow(world.options(indexOf(server)))).kind).toBe('installed');
    expect(server.requests.filter((request) => request.includes('/files/'))).toEqual([
      `/files/${fakeWheel.file}`,
      `/files/${fakeWheel.file} bytes=100000-`,
    ]);
    expect(await readdir(root)).toEqual(['9.9.9']);
  });

  it('can be cancelled while it unpacks and while it is tried, and need not download again', async () => {
    for (const phase of ['unpack', 'prove']) {
      const server = await world.serve();
      const cancel = new AbortController();
      const engines = playEngines({ error: null });
      const outcome = await installTensorflow(
        world.options(indexOf(server), {
          signal: cancel.signal,
          launch: engines.launch,
          onProgress: (progress) => {
            // In the middle of the phase, as a user does.
            if (progress.phase === phase) setImmediate(() => cancel.abort());
          },
        }),
      );
      expect(outcome, phase).toEqual({ kind: 'cancelled', keptBytes: fakeWheel.bytes });
      expect(await readdir(root)).toEqual(['downloads']);
      expect(engines.stops).toHaveLength(engines.folders.length);
    }
    const unreachable = world.options({ kind: 'index', indexUrl: 'http://127.0.0.1:9', fetch });
    expect((await installTensorflow(unreachable)).kind).toBe('installed');
  });

  it.each<[string, { index?: Answer; files?: readonly [Answer, ...Answer[]] }, RegExp]>([
    ['the file is blocked', { files: [refusal(403)] }, /whl was refused \(403 Forbidden\)\. Check/],
    ['the file is gone', { files: [refusal(404)] }, /whl was refused \(404 Not Found\)/],
    ['the index is blocked', { index: refusal(403) }, /could not be read \(it answered 403/],
    ['a sign-in page answers for the index', { index: signInPage }, /sign in first\. Check/],
    ['a sign-in page answers for the file', { files: [signInPage] }, /^A web page came in place/],
    [
      'the body ends early',
      {
        files: [
          (_request, response) => {
            response.writeHead(200);
            response.write(fakeWheelContent.subarray(0, 50));
            response.end();
          },
        ],
      },
      /the connection ended after 1 of 1 MB\. What has arrived is kept/,
    ],
  ])('says so when %s', async (_name, answers, expected) => {
    const server = await world.serve(answers);
    const outcome = await installTensorflow(world.options(indexOf(server)));
    expect(reasonOf(outcome)).toMatch(expected);
    expect(find().state).toBe('absent');
  });

  it('says so when nothing comes any more, and keeps what came', async () => {
    const server = await world.serve({ files: [silentAfter(fakeWheelContent, 100_000)] });
    const outcome = await installTensorflow(
      world.options(indexOf(server), { patience: { stallMs: 200, attempts: 1, pauseMs: 0 } }),
    );
    expect(reasonOf(outcome)).toMatch(/did not arrive: nothing came for 1 s\. What has arrived is/);
    expect(await keptBytesOf(world.storageFolder, fakeWheel)).toBe(100_000);
  });

  it('throws a file with another checksum away', async () => {
    const other = Buffer.from(fakeWheelContent);
    other[5000] = (other[5000] ?? 0) ^ 1;
    const server = await world.serve({ files: [wholeAlways(other)] });
    const outcome = await installTensorflow(world.options(indexOf(server)));
    expect(reasonOf(outcome)).toMatch(/is not the published file: its checksum is another/);
    expect(await filesIn(root)).toEqual([]);
  });

  it('needs room, and says how much, before it asks for anything', async () => {
    const server = await world.serve();
    const outcome = await installTensorflow(
      world.options(indexOf(server), {
        disk: { ...nodeDisk, freeBytes: () => Promise.resolve(20e6) },
      }),
    );
    expect(reasonOf(outcome)).toBe(
      `Installing needs 151 MB of free space in ${root}, which has 20 MB; make room and try again.`,
    );
    expect(server.requests).toEqual([]);
  });

  it('leaves nothing on a disk that becomes full, in either half', async () => {
    for (const full of ['.whl.partial', 'libtensorflow_cc.so.2']) {
      const server = await world.serve();
      const disk = watchedDisk((_bytes, file) => (file.endsWith(full) ? noSpaceLeft() : null));
      const outcome = await installTensorflow(world.options(indexOf(server), { disk }));
      expect(reasonOf(outcome)).toMatch(/^The disk became full while .* was written/);
      const left = await filesIn(root);
      expect(left).toEqual(full === '.whl.partial' ? [] : [`downloads/${fakeWheel.file}`]);
    }
  });

  it('says where it may not write', async () => {
    await writeFile(root, 'a file where the folder belongs');
    const server = await world.serve();
    const outcome = await installTensorflow(world.options(indexOf(server)));
    expect(reasonOf(outcome)).toBe(
      `${root} could not be written (EEXIST); allow writing there and try again.`,
    );
  });

  it('takes a package that lacks a library for a broken one', async () => {
    const server = await world.serve();
    const wheel = { ...fakeWheel, libraries: [...fakeWheel.libraries, 'libmore.so.2'] };
    const outcome = await installTensorflow(world.options(indexOf(server), { wheel }));
    expect(reasonOf(outcome)).toMatch(/could not be unpacked \(deps\/lib\/libmore.so.2 is not in/);
  });
});

describe('a library that does not compute here', () => {
  const failing = async (play: Parameters<typeof playEngines>[0]): Promise<string> => {
    const server = await world.serve();
    const { launch } = playEngines(play);
    const outcome = await installTensorflow(world.options(indexOf(server), { launch }));
    expect(find().state).toBe('absent');
    return reasonOf(outcome);
  };

  it('is removed again, with the download where it can never work', async () => {
    const said = await failing({
      error: engineError(sentence('The process ended.')),
      end: { code: null, signal: 'SIGILL', killed: false },
    });
    expect(said).toBe(
      'TensorFlow 9.9.9 does not compute here, so it was removed again. The processor refused its instructions: it lacks some that TensorFlow needs (AVX), or the files are damaged. Training goes on with the other engines.',
    );
    expect(await filesIn(root)).toEqual([]);
  });

  it('is removed again without its download where another try may work', async () => {
    const said = await failing({ error: engineError(sentence('There is not enough memory.')) });
    expect(said).toContain('There is not enough memory. Training goes on');
    expect(await filesIn(root)).toEqual([`downloads/${fakeWheel.file}`]);
  });

  it('leaves an engine that was there before where it is', async () => {
    const server = await world.serve();
    await installTensorflow(world.options(indexOf(server)));
    await failingAfterwards();
    expect(find().state).toBe('installed');
    async function failingAfterwards() {
      const { launch } = playEngines({ imagesPerSecond: NaN });
      const outcome = await installTensorflow(world.options(indexOf(server), { launch }));
      expect(reasonOf(outcome)).toContain('It measured NaN images per second.');
    }
  });
});

describe('an installation from a file', () => {
  it('takes the published file under any name, and leaves it', async () => {
    const path = join(world.folder, 'from usb.whl');
    await writeFile(path, fakeWheelContent);
    const told: string[] = [];
    const outcome = await installTensorflow(
      world.options({ kind: 'file', path }, { onProgress: ({ phase }) => told.push(phase) }),
    );
    expect(outcome.kind).toBe('installed');
    expect(told[0]).toBe('check');
    expect(told).not.toContain('download');
    expect(await readdir(root)).toEqual(['9.9.9']);
    expect((await readFile(path)).length).toBe(fakeWheelContent.length);
  });

  it('refuses another file, and one that was copied badly', async () => {
    const path = join(world.folder, 'bad.whl');
    const source = { kind: 'file', path } as const;
    await writeFile(path, 'some other package');
    expect(reasonOf(await installTensorflow(world.options(source)))).toBe(
      `${path} is not ${fakeWheel.file}: it has 18 bytes instead of ${fakeWheel.bytes}. Choose that very file.`,
    );
    const altered = Buffer.from(fakeWheelContent);
    altered[100] = (altered[100] ?? 0) ^ 1;
    await writeFile(path, altered);
    expect(reasonOf(await installTensorflow(world.options(source)))).toMatch(
      /as it was published: its checksum is another\. Copy the file again\.$/,
    );
    expect(await readdir(root)).toEqual([]);
  });
});

describe('two installations at once', () => {
  it('end with one that works and one that steps back in words', async () => {
    const server = await world.serve({ files: [silentAfter(fakeWheelContent, 100_000)] });
    const cancel = new AbortController();
    const { promise: started, resolve: start } = deferred();
    const first = installTensorflow(
      world.options(indexOf(server), {
        signal: cancel.signal,
        onProgress: (progress) => {
          if (progress.phase === 'download' && progress.doneBytes > 0) start();
        },
      }),
    );
    await started;
    const other = await world.serve();
    const second = await installTensorflow(world.options(indexOf(other)));
    expect(reasonOf(second)).toMatch(/^Another window is at it/);
    expect(other.requests).toEqual([]);
    cancel.abort();
    expect((await first).kind).toBe('cancelled');
    expect((await installTensorflow(world.options(indexOf(other)))).kind).toBe('installed');
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('an earlier installation', () => {
  it('is replaced when it is damaged, and removed when it is of an older version', async () => {
    await mkdir(join(root, '9.9.9', 'deps'), { recursive: true });
    await mkdir(join(root, '9.8.0', 'deps'), { recursive: true });
    expect(find().state).toBe('broken');
    const server = await world.serve();
    expect((await installTensorflow(world.options(indexOf(server)))).kind).toBe('installed');
    expect(find().state).toBe('installed');
    expect(await readdir(root)).toEqual(['9.9.9']);
  });
});

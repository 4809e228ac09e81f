import { delimiter, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  bringPlainNode,
  locateEngine,
  type EngineSurroundings,
} from '../../../src/host/engineLocation.js';
import type { BackendName } from '../../../src/protocol/backend.js';
import { english } from './world.js';

const engineFilesOf = (folder: string): string[] => [join(folder, 'dist', 'engine.js')];

const surroundings = (
  files: readonly string[],
  changes: Partial<EngineSurroundings> = {},
): EngineSurroundings => ({
  packageObstacle: null,
  engineFolder: '',
  nodePath: '',
  extensionFolder: '/ext',
  isElectron: false,
  packagedNode: () => null,
  environment: { PATH: '/bin' },
  exists: (path) => files.includes(path),
  ...changes,
});

describe('bringPlainNode', () => {
  const desktop = surroundings(engineFilesOf('/ext'), { isElectron: true });
  const bring = async (found: EngineSurroundings, backend: BackendName): Promise<number> => {
    let unpacked = 0;
    await bringPlainNode(found, backend, () => {
      unpacked += 1;
      return Promise.resolve();
    });
    return unpacked;
  };

  it('unpacks it for WebGPU in a desktop editor whose user named no Node', async () => {
    expect(await bring(desktop, 'webgpu')).toBe(1);
    expect(await bring(desktop, 'wasm')).toBe(0);
    expect(await bring({ ...desktop, isElectron: false }, 'webgpu')).toBe(0);
    expect(await bring({ ...desktop, nodePath: '/usr/bin/node' }, 'webgpu')).toBe(0);
  });

  it('leaves that of a package for other machines alone', async () => {
    expect(await bring({ ...desktop, packageObstacle: 'For Windows.' }, 'webgpu')).toBe(0);
  });

  it('goes on without it where the user has a Node', async () => {
    const full = () => Promise.reject(new Error('full'));
    await expect(bringPlainNode(desktop, 'webgpu', full)).rejects.toThrow('full');
    const node = join('/bin', 'node');
    const own = surroundings([...engineFilesOf('/ext'), node], { isElectron: true });
    await bringPlainNode(own, 'webgpu', full);
    expect(locateEngine(own, english.t, 'webgpu').nodePath).toBe(node);
  });
});

describe('locateEngine', () => {
  it('finds the engine in the extension’s own folder, and takes the editor’s Node', () => {
    expect(locateEngine(surroundings(engineFilesOf('/ext')), english.t)).toEqual({
      folder: '/ext',
      enginePath: join('/ext', 'dist', 'engine.js'),
      environment: { PATH: '/bin' },
    });
  });

  it('has Electron run as Node, but leaves another Node alone', () => {
    const own = surroundings(engineFilesOf('/ext'), { isElectron: true });
    expect(locateEngine(own, english.t).environment).toEqual({
      PATH: '/bin',
      ELECTRON_RUN_AS_NODE: '1',
    });
    const other = surroundings([...engineFilesOf('/ext'), '/usr/bin/node'], {
      isElectron: true,
      nodePath: '/usr/bin/node',
    });
    expect(locateEngine(other, english.t)).toMatchObject({
      nodePath: '/usr/bin/node',
      environment: { PATH: '/bin' },
    });
  });

  it('runs WebGPU with a plain Node where the editor’s own is Electron, and nothing else', () => {
    const node = join('/opt', 'bin', 'node');
    const files = [...engineFilesOf('/ext'), node];
    const environment = { Path: ['relative', '/bin', '/opt/bin'].join(delimiter) };
    const electron = surroundings(files, { isElectron: true, environment });
    expect(locateEngine(electron, english.t, 'webgpu')).toMatchObject({
      nodePath: node,
      environment,
    });
    expect(locateEngine(electron, english.t, 'wasm').nodePath).toBeUndefined();
    const remote = surroundings(files, { environment });
    expect(locateEngine(remote, english.t, 'webgpu').nodePath).toBeUndefined();
    const packaged = { ...electron, packagedNode: () => '/storage/node' };
    expect(locateEngine(packaged, english.t, 'webgpu').nodePath).toBe('/storage/node');
    expect(locateEngine(packaged, english.t, 'wasm').nodePath).toBeUndefined();
    const foreign = { ...packaged, packageObstacle: 'For Windows.', engineFolder: '/ext' };
    expect(locateEngine(foreign, english.t, 'webgpu').nodePath).toBe(node);
    const named = { ...packaged, nodePath: node };
    expect(locateEngine(named, english.t, 'webgpu').nodePath).toBe(node);
    expect(
      locateEngine({ ...remote, packagedNode: () => '/storage/node' }, english.t, 'webgpu')
        .nodePath,
    ).toBeUndefined();
    const without = surroundings(engineFilesOf('/ext'), { isElectron: true, environment });
    expect(locateEngine(without, english.t, 'webgpu').environment).toMatchObject({
      ELECTRON_RUN_AS_NODE: '1',
    });
  });

  it('prefers the folder of the setting', () => {
    const both = surroundings([...engineFilesOf('/ext'), ...engineFilesOf('/set')], {
      engineFolder: '/set',
    });
    expect(locateEngine(both, english.t).enginePath).toBe(join('/set', 'dist', 'engine.js'));
  });

  it('takes a checkout’s engine where the package itself does not fit', () => {
    const found = surroundings(engineFilesOf('/set'), {
      engineFolder: '/set',
      packageObstacle: 'Install the other one.',
    });
    expect(locateEngine(found, english.t).folder).toBe('/set');
  });

  it.each<[string, EngineSurroundings, RegExp]>([
    ['no engine anywhere', surroundings([]), /engine\.js does not exist; install .* again/],
    [
      'a checkout that was not set up',
      surroundings(engineFilesOf('/ext'), { engineFolder: '/set' }),
      /not in \/set, .*npm start/,
    ],
    [
      'a package for other machines',
      surroundings(engineFilesOf('/ext'), { packageObstacle: 'Install the other one.' }),
      /^Install the other one\.$/,
    ],
    ['a relative folder', surroundings([], { engineFolder: 'set' }), /absolute path.*is set\./],
    [
      'a Node that is not there',
      surroundings(engineFilesOf('/ext'), { nodePath: '/no/node' }),
      /no program at \/no\/node/,
    ],
  ])('says what to do about %s', (_, found, sentence) => {
    expect(() => locateEngine(found, english.t)).toThrow(sentence);
  });
});

import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { locateEngine, type EngineSurroundings } from '../../../src/host/engineLocation.js';
import { english } from './world.js';

const engineFilesOf = (folder: string): string[] => [
  join(folder, 'dist', 'engine.js'),
  join(folder, 'node_modules', '@tensorflow', 'tfjs-node'),
];

const surroundings = (
  files: readonly string[],
  changes: Partial<EngineSurroundings> = {},
): EngineSurroundings => ({
  engineFolder: '',
  nodePath: '',
  extensionFolder: '/ext',
  isElectron: false,
  environment: { PATH: '/bin' },
  exists: (path) => files.includes(path),
  ...changes,
});

describe('locateEngine', () => {
  it('finds the engine in the extension’s own folder, and takes the editor’s Node', () => {
    expect(locateEngine(surroundings(engineFilesOf('/ext')), english.t)).toEqual({
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

  it('prefers the folder of the setting', () => {
    const both = surroundings([...engineFilesOf('/ext'), ...engineFilesOf('/set')], {
      engineFolder: '/set',
    });
    expect(locateEngine(both, english.t).enginePath).toBe(join('/set', 'dist', 'engine.js'));
  });

  it.each<[string, EngineSurroundings, RegExp]>([
    ['no engine anywhere', surroundings([]), /npm start.*pretextLab\.engineFolder/],
    [
      'a checkout that was not set up',
      surroundings([join('/set', 'dist', 'engine.js')], { engineFolder: '/set' }),
      /tfjs-node does not exist/,
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

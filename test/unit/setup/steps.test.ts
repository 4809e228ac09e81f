import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { isInstalled, npmCommand } from '../../../scripts/setup/dependencies.mjs';
import { runStep } from '../../../scripts/setup/progress.mjs';
import { requireNode } from '../../../scripts/setup/setUp.mjs';

describe('requireNode', () => {
  it('takes 20.19 and everything later', () => {
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.3']) {
      expect(() => requireNode(version)).not.toThrow();
    }
    for (const version of ['20.18.9', '18.20.0', '9.11.0']) {
      expect(() => requireNode(version)).toThrow(`Node ${version} is too old: install Node 20.19`);
    }
  });
});

describe('isInstalled', () => {
  const locked = {
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '2.0.0', integrity: 'y', optional: true },
  };
  const a = { version: '1.0.0', integrity: 'x' };

  it('lets optional packages be missing and nothing else', () => {
    expect(isInstalled(locked, { 'node_modules/a': a })).toBe(true);
    expect(isInstalled(locked, { 'node_modules/b': { version: '2.0.0', integrity: 'y' } })).toBe(
      false,
    );
  });

  it('sees another version, another content and a package too many', () => {
    expect(isInstalled(locked, { 'node_modules/a': { ...a, version: '1.0.1' } })).toBe(false);
    expect(isInstalled(locked, { 'node_modules/a': { ...a, integrity: 'z' } })).toBe(false);
    expect(isInstalled(locked, { 'node_modules/a': a, 'node_modules/c': a })).toBe(false);
  });
});

describe('npmCommand', () => {
  const node = path.join('/opt', 'a node', 'bin', 'node');
  const besideNode = path.join('/opt', 'a node', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');

  it('runs the npm that called on the same Node, else the one beside it, else by name', () => {
    const calling = { npm_execpath: '/n/npm-cli.js' };
    expect(npmCommand(node, calling, () => true)).toEqual({
      command: node,
      args: ['/n/npm-cli.js'],
    });
    expect(npmCommand(node, { npm_execpath: '/y/yarn.js' }, (file) => file === besideNode)).toEqual(
      { command: node, args: [besideNode] },
    );
    expect(npmCommand(node, {}, () => false)).toEqual({ command: 'npm', args: [] });
  });
});

describe('runStep', () => {
  it('writes ten lines for a thousand shares to a log, and the result last', async () => {
    const lines: string[] = [];
    const output = { write: (text: string) => lines.push(text) > 0 };
    await runStep(output, '[1/1] library', (progress) => {
      for (let share = 0; share < 1000; share++) progress.share(share / 1000, 'unpacking');
      return Promise.resolve('in place');
    });
    expect(lines).toHaveLength(11);
    expect(lines[3]).toBe('[1/1] library: unpacking 30 %\n');
    expect(lines.at(-1)).toMatch(/^\[1\/1\] library: in place \(\d+\.\d s\)\n$/);
  });

  it('rewrites one line that fits on a terminal, shows the result whole, and passes a failure on', async () => {
    let screen = '';
    const output = { isTTY: true, columns: 20, write: (text: string) => (screen += text) !== '' };
    await runStep(output, '[1/1] x', (progress) => {
      progress.say('a very long line indeed');
      return Promise.resolve('a result that is longer than a row');
    });
    expect(screen.replace(/\d+\.\d s/, '0.0 s')).toBe(
      '\r\u001b[2K[1/1] x: a very lon' +
        '\r\u001b[2K[1/1] x: a result that is longer than a row (0.0 s)\n',
    );
    const failing = runStep(output, 'x', () => Promise.reject(new Error('no room')));
    await expect(failing).rejects.toThrow('no room');
  });
});

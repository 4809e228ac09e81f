import { describe, expect, it } from 'vitest';

import { isLocal, workbenchAddress } from '../../../scripts/editor/browser.mjs';
import { serverEnvironment } from '../../../scripts/editor/serverSettings.mjs';

const server = {
  origin: 'http://127.0.0.1:4000',
  authority: '127.0.0.1:4000',
  pid: 1,
  profile: '/p',
  extensions: '/p/e',
  log: () => '',
  ended: Promise.resolve(),
  stop: () => Promise.resolve(),
};

describe('workbenchAddress', () => {
  it('names folder, extension and tests, with spaces in their paths', () => {
    const address = new URL(
      workbenchAddress(server, '/my work', { extension: '/my lab', tests: '/my lab/t.js' }),
    );
    expect(address.searchParams.get('folder')).toBe('/my work');
    expect(JSON.parse(address.searchParams.get('payload') ?? '')).toEqual([
      ['extensionDevelopmentPath', 'vscode-remote://127.0.0.1:4000/my%20lab'],
      ['extensionTestsPath', 'vscode-remote://127.0.0.1:4000/my%20lab/t.js'],
      ['skipWelcome', 'true'],
    ]);
  });

  it('asks for an empty window where there is no folder', () => {
    const { searchParams } = new URL(workbenchAddress(server, null));
    expect([searchParams.get('ew'), searchParams.has('folder')]).toEqual(['true', false]);
  });
});

describe('isLocal', () => {
  it.each([
    ['http://127.0.0.1:4000/x', true],
    ['ws://localhost:4000/', true],
    ['blob:http://127.0.0.1:4000/1', true],
    ['https://file+.vscode-resource.vscode-cdn.net/project/dist/panel.js', true],
    ['https://main.vscode-cdn.net/x', false],
    ['https://127.0.0.1.example.com/', false],
    ['https://example.com/?u=http://127.0.0.1/', false],
  ])('%s: %s', (url, local) => {
    expect(isLocal(url)).toBe(local);
  });
});

describe('serverEnvironment', () => {
  it("keeps the user's variables, drops the runner's, and names no gallery", () => {
    const env = serverEnvironment({
      PATH: '/bin',
      npm_config_x: '1',
      VITEST: 'true',
      NODE_ENV: 't',
    });
    expect(Object.keys(env).sort()).toEqual(['EXTENSIONS_GALLERY', 'PATH']);
  });
});

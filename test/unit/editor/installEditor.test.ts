import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { installEditor } from '../../../scripts/editor/installEditor.mjs';
import { editorsFolder, releases } from '../../../scripts/editor/releases.mjs';

const progress = { say: () => undefined, share: () => undefined };

describe('installEditor', () => {
  let project: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    project = await mkdtemp(path.join(tmpdir(), 'install editor '));
    // Stands in for npm: begins an installation, and fails in its middle.
    const npm = path.join(project, 'npm-cli.js');
    await writeFile(
      npm,
      "require('node:fs').mkdirSync('node_modules'); console.error('E404'); process.exit(1);",
    );
    env = { ...process.env, npm_execpath: npm };
  });
  afterEach(() => rm(project, { recursive: true, force: true }));

  it('says that npm failed and leaves no half of an editor', async () => {
    const installing = installEditor(project, 'floor', env, progress);
    await expect(installing).rejects.toThrow(/npm could not install the editor.*E404/s);
    expect(await readdir(editorsFolder(project))).toEqual([]);
  });

  it('does not take a folder without its stamp for an editor', async () => {
    const folder = path.join(editorsFolder(project), releases.floor.server);
    await mkdir(folder, { recursive: true });
    await expect(installEditor(project, 'floor', env, progress)).rejects.toThrow('npm could not');
  });

  it('removes what a killed installation left, and nothing of a living one', async () => {
    const dead = path.join(editorsFolder(project), '9.9.9.partial-4194304');
    const alive = path.join(editorsFolder(project), `9.9.9.partial-${process.ppid}`);
    await mkdir(dead, { recursive: true });
    await mkdir(alive);
    await expect(installEditor(project, 'floor', env, progress)).rejects.toThrow('npm could not');
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });
});

/** Versions of Node to run the engine with, as editors and people have them. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { npmCommand } from '../../scripts/setup/dependencies.mjs';
import { runTool, tailOf } from '../../scripts/setup/runTool.mjs';

/** The major versions that must run the engine, with the one of each that is tried. */
export const nodeVersions = ['20.20.2', '22.23.5', '24.21.0'] as const;

const majorOf = (version: string): string => version.split('.')[0] ?? '';

/**
 * Finds a Node, or has npm install it into a cache.
 * @param project absolute path of the project folder
 * @returns absolute path of its program: the running one where it is of that major version
 */
export const provideNode = async (project: string, version: string): Promise<string> => {
  if (majorOf(process.versions.node) === majorOf(version)) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = join(project, 'node_modules', '.cache', 'pretext-lab', 'nodes', version);
  const program = join('node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node');
  if (existsSync(join(folder, program))) return join(folder, program);

  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'package.json'), '{ "private": true }\n');
  const npm = npmCommand(process.execPath, process.env, existsSync);
  const flags = ['--save-exact', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  const { code, output } = await runTool(
    npm.command,
    [...npm.args, 'install', `${name}@${version}`, ...flags],
    { cwd: partial },
  );
  if (code !== 0) throw new Error(`npm cannot install Node ${version}:\n${tailOf(output)}`);
  await rename(partial, folder);
  return join(folder, program);
};

/** `editor`: what the extension costs its editor, and how soon it answers. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { Option, type Command } from 'commander';

import { hostFiguresSchema, type HostFigures } from '../extension/bench/figureSchema.js';
import { atLeastOne, jsonOption, printResult, type BenchWorld } from './benchWorld.js';
import { editorText, type EditorFigures } from './editorReport.js';
import { MeasurementError } from './measuringProcess.js';

interface EditorOptions {
  readonly editor: string;
  readonly starts: number;
  readonly json?: true;
}

const mostOutputBytes = 64 * 1024 ** 2;

const measureInHost = async (
  world: BenchWorld,
  editor: string,
  figures: 'activation' | 'all',
): Promise<HostFigures> => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'pretext lab figures '));
  const results = path.join(scratch, 'figures.json');
  try {
    const script = path.join(world.projectFolder, 'scripts', 'testing', 'measureEditor.mjs');
    // The editor says much that nobody needs.
    await promisify(execFile)(world.nodePath, [script, editor, results, figures], {
      signal: world.abort,
      maxBuffer: mostOutputBytes,
    });
    return hostFiguresSchema.parse(JSON.parse(await readFile(results, 'utf8')));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new MeasurementError(`The editor could not be measured. ${said}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

const measureEditor = async (world: BenchWorld, options: EditorOptions): Promise<void> => {
  const { editor, starts, json: isJson = false } = options;
  const all = await measureInHost(world, editor, 'all');
  const activations = [all.activation];
  while (activations.length < starts) {
    activations.push((await measureInHost(world, editor, 'activation')).activation);
  }
  const bundle = path.join(world.projectFolder, 'dist', 'extension.cjs');
  const figures: EditorFigures = { ...all, activations, bundleBytes: (await stat(bundle)).size };
  printResult(world, isJson, editorText(figures), { bench: 'editor', ...figures });
};

/** Adds `editor`. */
export const addEditor = (program: Command, world: BenchWorld): void => {
  program
    .command('editor')
    .description('measure the extension inside its editor')
    .addOption(
      new Option('--editor <name>', 'which editor')
        .choices(['current', 'floor', 'desktop'])
        .default('current'),
    )
    .option('--starts <count>', 'starts of the editor, for the time of activation', atLeastOne, 5)
    .addOption(jsonOption())
    .action((options: EditorOptions) => measureEditor(world, options));
};

/** `learning`: what features are worth after training as a user would, by probes on labelled images. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Option, type Command } from 'commander';

import { evaluationResultSchema } from '../../src/protocol/evaluation.js';
import { runResultSchema } from '../../src/protocol/run.js';
import { jsonOption, machine, printResult, type BenchWorld } from './benchWorld.js';
import { learningText, type Learned, type LearningCase } from './learningReport.js';
import { measure, MeasurementError } from './measuringProcess.js';

const cifar = { train: 'cifar10-12k/train', test: 'cifar10-12k/test' } as const;

/** The default presets at their default lengths, and what a quarter of an hour gives. */
const cases: readonly (LearningCase & { readonly name: string })[] = [
  {
    name: 'rotation',
    folders: cifar,
    options: ['--task', 'rotation', '--epochs', '8'],
    aims: { linearGain: 0.12, knnGain: 0.12 },
  },
  {
    name: 'jigsaw',
    folders: { train: 'photos-3k/train', test: 'photos-3k/val' },
    options: ['--task', 'jigsaw'],
    aims: { linearGain: 0.05 },
  },
  {
    name: 'quarter-hour',
    folders: cifar,
    options: ['--task', 'rotation', '--budget', '15m'],
    aims: { linear: 0.65, knn: 0.58 },
  },
];
const caseNames = cases.map(({ name }) => name);

interface LearningOptions {
  readonly only: readonly string[];
  readonly json?: true;
}

const learn = async (
  world: BenchWorld,
  dataFolder: string,
  { name, folders, options, aims }: (typeof cases)[number],
  scratch: string,
): Promise<Learned> => {
  const [train, test] = [path.join(dataFolder, folders.train), path.join(dataFolder, folders.test)];
  const missing = [train, test].find((folder) => !existsSync(folder));
  if (missing !== undefined) {
    throw new MeasurementError(`There is no folder ${missing} of labelled images.`);
  }
  const cli = path.join(world.projectFolder, 'dist', 'cli.js');
  const run = (commandArguments: readonly string[]) => ({
    command: world.nodePath,
    commandArguments: [cli, ...commandArguments, '--json'],
    allocator: 'stock' as const,
  });
  const started = world.clock();
  const runs = path.join(scratch, name);
  const pretrained = await measure(
    run(['pretrain', train, ...options, '--runs', runs]),
    runResultSchema,
    world.abort,
  );
  const pretrainedMs = world.clock() - started;
  const { runFolder } = pretrained;
  const evaluation = await measure(
    run(['evaluate', runFolder, train, '--test', test, '--no-few-labels']),
    evaluationResultSchema,
    world.abort,
  );
  return {
    name,
    aims,
    pretrainedMs,
    evaluatedMs: world.clock() - started - pretrainedMs,
    evaluation,
  };
};

const measureLearning = async (
  world: BenchWorld,
  named: string | undefined,
  options: LearningOptions,
): Promise<void> => {
  const { only, json: isJson = false } = options;
  const dataFolder = named ?? world.dataFolder;
  if (dataFolder === undefined) {
    throw new MeasurementError(
      'Name a folder that holds cifar10-12k and photos-3k, or set PRETEXT_LAB_DATA to it.',
    );
  }
  const scratch = await mkdtemp(path.join(tmpdir(), 'pretext lab learning '));
  try {
    const learned: Learned[] = [];
    for (const one of cases.filter(({ name }) => only.includes(name))) {
      if (!isJson) world.writeError(`${one.name}: pretraining and evaluating…`);
      learned.push(await learn(world, dataFolder, one, scratch));
    }
    printResult(world, isJson, learningText(learned), {
      bench: 'learning',
      machine: machine(),
      versions: { node: world.nodeVersion },
      learned,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

/** Adds `learning`. */
export const addLearning = (program: Command, world: BenchWorld): void => {
  program
    .command('learning')
    .description('pretrain and evaluate as a user would, and compare with what is aimed at')
    .argument('[folder]', 'holds cifar10-12k and photos-3k; PRETEXT_LAB_DATA names it too')
    .addOption(
      new Option('--only <names...>', 'which').choices(caseNames).default(['rotation', 'jigsaw']),
    )
    .addOption(jsonOption())
    .action((folder: string | undefined, options: LearningOptions) =>
      measureLearning(world, folder, options),
    );
};

/** `training`: the comparison of training speed. */
import { InvalidArgumentError, type Command } from 'commander';

import {
  atLeastOne,
  jsonOption,
  printResult,
  pythonOption,
  pythonPackageVersion,
  type BenchWorld,
} from './benchWorld.js';
import { caseNames, type CaseName } from './contenders.js';
import { runTrainingBench } from './trainingBench.js';
import { trainingRatios, trainingRows, trainingText } from './trainingReport.js';
import { inEnglish } from '../../src/protocol/sentence.js';

interface TrainingOptions {
  readonly networks: readonly CaseName[];
  readonly rounds: number;
  readonly steps: number;
  readonly python?: string;
  readonly json?: true;
}

const networksValue = (text: string): CaseName[] =>
  text.split(',').map((name) => {
    const known = caseNames.find((caseName) => caseName === name.trim());
    if (known === undefined) {
      throw new InvalidArgumentError(`${name} is none of ${caseNames.join(', ')}.`);
    }
    return known;
  });

const compareTraining = async (world: BenchWorld, options: TrainingOptions): Promise<void> => {
  const {
    networks: cases,
    rounds,
    steps,
    python: pythonPath = null,
    json: isJson = false,
  } = options;
  const onProgress = (line: string): void => {
    if (!isJson) world.writeError(line);
  };
  if (pythonPath === null) {
    onProgress(
      'PyTorch is left out; --python or PRETEXT_LAB_PYTHON names a Python that has torch.',
    );
  }
  const { nodePath, nodeVersion, bundlePath, abort } = world;
  const torch = pythonPath === null ? null : await pythonPackageVersion(pythonPath, 'torch', abort);
  const result = await runTrainingBench({
    ...{ nodePath, bundlePath, pythonPath, cases, rounds, steps },
    ...{ abort, onProgress },
  });
  const rows = trainingRows(result);
  const ratios = trainingRatios(rows);
  printResult(world, isJson, trainingText(rows, ratios, result.convolutionRates), {
    bench: 'training',
    versions: { node: nodeVersion, tensorflow: result.cases[0]?.tensorflow ?? null, torch },
    rounds,
    steps,
    convolutionGflopPerSecond: result.convolutionRates,
    calibrations: result.cases.map(({ benchedCase, calibration }) => ({
      network: benchedCase.name,
      ...calibration,
      reason: inEnglish(calibration.reason),
    })),
    rows,
    ratios,
  });
};

/** Adds `training`, which is also what runs without a command. */
export const addTraining = (program: Command, world: BenchWorld): void => {
  program
    .command('training', { isDefault: true })
    .description('compare training speed with stock tfjs-node and PyTorch, in turns')
    .option('--networks <names>', 'networks, separated by commas', networksValue, [...caseNames])
    .option('--rounds <count>', 'turns of each side', atLeastOne, 3)
    .option('--steps <count>', 'timed steps in each turn', atLeastOne, 8)
    .addOption(pythonOption(world, 'torch'))
    .addOption(jsonOption())
    .action((options: TrainingOptions) => compareTraining(world, options));
};

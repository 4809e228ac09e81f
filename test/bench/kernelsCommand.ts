/** `kernels` and `step`: where the time of one training step goes. */
import { Option, type Command } from 'commander';

import type { RunConfig } from '../../src/protocol/run.js';
import type { NetworkName, PoolName } from './benchNetworks.js';
import {
  atLeastOne,
  jsonOption,
  networkOption,
  poolOption,
  precisionOption,
  printResult,
  type BenchWorld,
} from './benchWorld.js';
import { stepProcess } from './contenders.js';
import { kernelRows, kernelsText } from './kernelsReport.js';
import { stepMeasurementSchema } from './measurements.js';
import { measure } from './measuringProcess.js';
import { percentText } from './textTable.js';
import { timeStep } from './timeStep.js';

interface StepCommandOptions {
  readonly network: NetworkName;
  readonly pool: PoolName;
  readonly precision: RunConfig['precision'];
  readonly steps: number;
  readonly shapes?: true;
  readonly json?: true;
}

const addStepOptions = (command: Command): Command =>
  command
    .addOption(networkOption())
    .addOption(poolOption())
    .addOption(precisionOption())
    .option('--steps <count>', 'timed steps', atLeastOne, 8)
    .addOption(new Option('--shapes', 'tell operations of different input shapes apart'))
    .addOption(jsonOption());

const profileStep = async (world: BenchWorld, options: StepCommandOptions): Promise<void> => {
  const { network, pool, steps, shapes: byShape = false, json: isJson = false } = options;
  const step = await measure(
    stepProcess({ network, pool }, options.precision, { ...world, steps, byShape }),
    stepMeasurementSchema,
    world.abort,
  );
  const { precision, msPerStep, kernelShare, nativeKernels } = step;
  const rows = kernelRows(step);
  const title =
    `${network}${pool === 'average' ? ' with average pools' : ''}, ${precision}, native kernels ${nativeKernels ? 'loaded' : 'missing'}: ` +
    `${msPerStep.toFixed(1)} ms a step, ${percentText(kernelShare)} of it in operations`;
  printResult(world, isJson, `${title}\n\n${kernelsText(rows)}`, {
    bench: 'kernels',
    versions: { node: world.nodeVersion, tensorflow: step.tensorflow },
    ...{ network, pool, precision, steps, nativeKernels, msPerStep, kernelShare, rows },
  });
};

/** Adds `kernels`: a profile taken in a process that is started as the engine is. */
export const addKernels = (program: Command, world: BenchWorld): void => {
  addStepOptions(program.command('kernels'))
    .description('show which operations the time of a training step goes to')
    .action((options: StepCommandOptions) => profileStep(world, options));
};

/** Adds `step`: what the other commands run in processes of their own. */
export const addStep = (program: Command, world: BenchWorld): void => {
  addStepOptions(program.command('step'))
    .description('time a training step in this very process, with the allocator as it is')
    .action(async (options: StepCommandOptions) => {
      const { network, pool, steps, shapes: byShape = false, json: isJson = false } = options;
      const step = await timeStep(
        { network, pool, precision: options.precision, steps, byShape },
        world.clock,
      );
      world.writeOut(
        isJson
          ? JSON.stringify(step)
          : `${step.precision}: ${step.msPerStep.toFixed(1)} ms a step, ` +
              `${percentText(step.kernelShare)} of it in operations`,
      );
    });
};

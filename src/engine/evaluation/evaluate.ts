/**
 * Evaluating a pretrained trunk, from the request to its result. For each block a linear probe and a
 * vote of nearest neighbours on frozen features, beside them the same of a random trunk, of raw pixels
 * and, where it is asked for, of a trunk trained with labels. Everything is fitted and chosen on
 * training images; test images only measure.
 */
import type { EvaluationParams, EvaluationResult } from '../../protocol/evaluation.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import { createRandom } from '../random.js';
import { saveEvaluation } from '../runFolder/evaluations.js';
import type { EngineWorld } from '../world.js';
import { compareTrunks, type Evaluation } from './compareTrunks.js';
import { countSharedImages, openEvaluationData } from './evaluationData.js';
import { trainReferences } from './labelledTraining/trainReferences.js';
import { pauseBetween } from './lookedAtFolder.js';
import { openTrunk, type OpenedTrunk } from './openTrunk.js';
import { requireBlocks } from './requireBlocks.js';

type World = Pick<EngineWorld, 'report' | 'workerUrl' | 'backend' | 'clock' | 'now' | 'disk'>;

const run = async (
  params: EvaluationParams,
  trunk: OpenedTrunk,
  world: World,
  signal: AbortSignal,
): Promise<Omit<EvaluationResult, 'createdAt' | 'elapsedMs'>> => {
  requireBlocks(trunk, params.blocks);
  const data = await openEvaluationData(params, trunk, world, signal);
  const shared = await countSharedImages(data, trunk, world);
  const { train, test, classes } = data;
  const random = createRandom(params.seed).split('evaluation');
  const report: Evaluation['report'] = (phase, done, total) => {
    world.report({ kind: 'evaluationProgress', phase, done, total });
  };
  const pause = pauseBetween(signal);
  const evaluation: Evaluation = { params, trunk, data, random, report, pause, signal };
  const onProgress = (done: number, total: number): void => {
    report('training', done, total);
  };
  const references = await trainReferences(params, { ...evaluation, onProgress }, world);
  try {
    return {
      kind: 'evaluation',
      runFolder: trunk.runFolder,
      step: trunk.step,
      epoch: trunk.epoch,
      dataset: {
        trainFolder: train.dataset.folder,
        testFolder: params.testFolder === null ? null : test.dataset.folder,
        trainLabels: params.trainLabels,
        testLabels: params.testLabels,
        classes: [...classes],
        trainImages: train.images.length,
        testImages: test.images.length,
        unlabelled: { train: train.unlabelled, test: test.unlabelled },
        shared,
      },
      settings: {
        poolGrid: params.poolGrid,
        neighbors: params.neighbors,
        temperature: params.temperature,
        seed: params.seed,
        testShare: params.testFolder === null ? params.testShare : null,
        precision: trunk.precision,
      },
      ...(await compareTrunks(evaluation, references, world)),
    };
  } finally {
    references.supervised?.network.dispose();
  }
};

/** Keeps the result with the run. That it cannot be kept costs nobody the result itself. */
const keep = async (result: EvaluationResult, world: World): Promise<void> => {
  await saveEvaluation(result.runFolder, result, world.disk).catch((error: unknown) => {
    world.report({
      kind: 'warning',
      code: 'run',
      message: sentence('The evaluation could not be kept with the run: {0}', reasonOf(error)),
    });
  });
};

/**
 * Evaluates the trunk of a run on labelled images and keeps the result with the run. Writes nothing
 * else but the cache of decoded images.
 * @param signal ends it early
 * @throws LabError `engineStopped` when it was ended, and those of opening the run, the images and the
 *   labels
 */
export const evaluate = async (
  params: EvaluationParams,
  signal: AbortSignal,
  world: World,
): Promise<EvaluationResult> => {
  const started = world.clock();
  const trunk = await openTrunk(params.runFolder, world);
  try {
    const measured = await run(params, trunk, world, signal);
    const createdAt = world.now().toISOString();
    const result = { ...measured, createdAt, elapsedMs: world.clock() - started };
    await keep(result, world);
    return result;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new LabError(
      'engineStopped',
      sentence('The evaluation was stopped before it had a result.'),
      {
        cause: error,
      },
    );
  } finally {
    trunk.dispose();
  }
};

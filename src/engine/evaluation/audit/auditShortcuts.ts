/** An audit of a jigsaw network for shortcuts, from the request to its result. */
import type { AuditParams, AuditReport, AuditTest } from '../../../protocol/audit.js';
import { sentence } from '../../../protocol/sentence.js';
import { LabError } from '../../labError.js';
import type { JigsawViewsSpec } from '../../pretext/jigsaw/jigsawSpec.js';
import { createRandom, type Random } from '../../random.js';
import type { NetworkTask } from '../../training/pretextNetwork.js';
import { bootstrapMean } from '../bootstrap.js';
import { openLoaderPool } from '../evaluationImages.js';
import { reportFeatures, type LookingWorld } from '../lookedAtFolder.js';
import { openTrunk, type OpenedTrunk } from '../openTrunk.js';
import { openAuditImages } from './auditImages.js';
import { planTests, type PuzzleTest } from './auditTests.js';
import { concludeAudit, givesAway, leastChange } from './concludeAudit.js';
import { solvePuzzles } from './solvePuzzles.js';

interface JigsawHead {
  readonly task: NetworkTask;
  readonly spec: JigsawViewsSpec;
}

/** @throws LabError `badArgument` when the run has no jigsaw */
const requireJigsaw = ({ heads, run, runFolder }: OpenedTrunk): JigsawHead => {
  for (const task of heads) {
    const { spec } = task.task;
    if (spec.task === 'jigsaw') return { task, spec };
  }
  throw new LabError(
    'badArgument',
    sentence(
      'The run {0} was trained on {1} and solves no puzzles, so there is nothing to audit; name a run of the task jigsaw or both.',
      runFolder,
      run.config.task,
    ),
  );
};

/** @param shares float64 [N], the share of each image's puzzles that was solved */
const accuracyOf = (shares: Float64Array, random: Random) => {
  const { mean, low, high } = bootstrapMean(shares, random);
  return { accuracy: within(mean), low: within(low), high: within(high) };
};

/** Sums of shares such as a third may exceed 1 by a rounding. */
const within = (share: number): number => Math.min(1, share);

const judge = (
  { name, givenAwayBy }: PuzzleTest,
  shares: Float64Array,
  unchanged: Float64Array,
  random: Random,
): AuditTest => {
  const differences = shares.map((share, image) => share - (unchanged[image] ?? 0));
  // Images are drawn again, not puzzles: puzzles of one image are solved or missed together.
  const difference = { ...bootstrapMean(differences, random.split('difference')) };
  return {
    name,
    accuracy: accuracyOf(shares, random.split('accuracy')),
    difference,
    givenAwayBy,
    leans: givesAway({ difference, givenAwayBy }),
  };
};

/**
 * Tests a trained jigsaw network, head included, on the same puzzles with cues brought back or taken
 * away. Writes nothing but the cache of decoded images.
 * @param signal gives up between two versions of a batch; its reason is thrown
 * @throws LabError `badArgument` for a run without a jigsaw, `tooFewImages`, those of opening a trunk
 *   and of reading a folder
 */
export const auditShortcuts = async (
  { runFolder, folder, workers }: AuditParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<AuditReport> => {
  const started = world.clock();
  const opened = await openTrunk(runFolder, world, { withHeads: true });
  try {
    const { task, spec } = requireJigsaw(opened);
    const options = { workers, signal };
    const { dataset, images } = await openAuditImages(folder, opened, world, options);
    const tests = planTests(spec);
    const pool = openLoaderPool(world, workers);
    let solved: Float64Array[];
    try {
      solved = await solvePuzzles(opened, task, [spec, ...tests.map((test) => test.spec)], {
        dataset,
        images,
        pool,
        clock: world.clock,
        signal,
        onProgress: reportFeatures(world, images.length),
      });
    } finally {
      await pool.close();
    }
    const random = createRandom(opened.run.config.seed).split('audit');
    const [own = new Float64Array(), ...changed] = solved;
    const { classes, labelsPerImage } = task.task.layout;
    const measured = {
      chance: 1 / classes,
      unchanged: accuracyOf(own, random.split('accuracy')),
      tests: tests.flatMap((test, i) => {
        const shares = changed[i];
        return shares === undefined ? [] : [judge(test, shares, own, random)];
      }),
    };
    return {
      kind: 'audit',
      runFolder: opened.runFolder,
      step: opened.step,
      epoch: opened.epoch,
      folder: dataset.folder,
      heldOut: folder === null,
      images: images.length,
      puzzlesPerImage: labelsPerImage,
      ...measured,
      leastChange,
      conclusion: concludeAudit(measured),
      elapsedMs: world.clock() - started,
    };
  } finally {
    opened.dispose();
  }
};

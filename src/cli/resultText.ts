/** Results of commands as readable text. Pure. */
import { backendText } from '../protocol/backend.js';
import type { EngineResult } from '../protocol/engineProtocol.js';
import type { RunSummary } from '../protocol/runSummary.js';
import type { RunDetails } from '../protocol/runDetails.js';
import type { FolderSummary, PermutationSet, RunConfig, RunResult } from '../protocol/run.js';
import { inEnglish } from '../protocol/sentence.js';
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatLarge,
  formatLoss,
  formatPairs,
  formatPercent,
  formatRate,
  formatTable,
} from './format.js';

type Pair = readonly [label: string, value: string];

/** Rows that a list shows before it points to `--json`. */
const shownRows = 20;

/** A table of at most twenty rows, with a word on the others. */
export const shorten = (rows: readonly string[][], header: readonly string[]): string => {
  const table = formatTable(header, rows.slice(0, shownRows));
  const more = rows.length - shownRows;
  return more > 0 ? `${table}\n  ... and ${formatCount(more)} more; --json shows all` : table;
};

const quotePath = (path: string): string => (/^[\w@%+=:,./\\-]+$/.test(path) ? path : `"${path}"`);

const outcomeWords: Readonly<Record<RunResult['outcome'], string>> = {
  completed: 'Completed',
  stopped: 'Stopped',
  interrupted: 'Interrupted and saved',
  failed: 'Failed',
};

/** How an overfit check went, as a line of its own; empty where none has come to its end. */
const overfitText = (result: RunResult, overfitImages: number | null): string => {
  if (overfitImages === null || result.outcome !== 'completed') return '';
  const images = formatAmount(overfitImages, 'image', 'images');
  const accuracy = result.train?.accuracy ?? 0;
  return accuracy === 1
    ? `\nOverfit check passed: the network has learnt ${images} by heart (100 % training accuracy).`
    : `\nOverfit check not passed: ${formatPercent(accuracy)} training accuracy on ${images} instead of 100 %; ` +
        'try more --epochs, another --learning-rate, or fewer images.';
};

/** What helps where memory does not hold a batch; null where that is one image. */
export const halfBatchHint = (batchSize: number): string | null =>
  batchSize > 1 ? `Start it again with half the batch: --batch ${Math.floor(batchSize / 2)}` : null;

/** How to go on, as a line of its own; empty when the run is complete. */
const goOnText = ({ outcome, runFolder, failure }: RunResult, batchSize: number | null): string => {
  if (outcome === 'completed') return '';
  const hint = failure === 'outOfMemory' && batchSize !== null ? halfBatchHint(batchSize) : null;
  if (hint !== null) return `\n${hint}`;
  const command = `pretext-lab pretrain --resume ${quotePath(runFolder)}`;
  // The same numbers would fail again.
  return outcome === 'failed'
    ? `\nOnce the cause is removed, it goes on with: ${command}`
    : `\nGo on with: ${command}`;
};

/**
 * The end of a run, and how to go on where that is possible.
 * @param config of the run, or null where it never began
 */
export const runResultText = (result: RunResult, config: RunConfig | null): string => {
  const { train, validation } = result;
  const pairs: Pair[] = [];
  if (train !== null) {
    pairs.push([
      'train',
      `loss ${formatLoss(train.loss)}  accuracy ${formatPercent(train.accuracy)}`,
    ]);
  }
  if (validation !== null) {
    const chance = `chance ${formatPercent(validation.chance)}`;
    pairs.push([
      'validation',
      `loss ${formatLoss(validation.loss)}  accuracy ${formatPercent(validation.accuracy)} (${chance})`,
    ]);
  }
  pairs.push([
    'speed',
    `${formatRate(result.viewsPerSecond)} views/s, ${formatRate(result.imagesPerSecond)} images/s, ` +
      `${formatPercent(result.dataWaitShare)} of the time waiting for data`,
  ]);
  if (result.skippedImages > 0) {
    pairs.push([
      'skipped',
      `${formatAmount(result.skippedImages, 'file', 'files')}, named in images.json`,
    ]);
  }
  pairs.push(['run folder', result.runFolder]);
  const headline =
    `${outcomeWords[result.outcome]} after ${formatAmount(result.epoch, 'epoch', 'epochs')} and ` +
    `${formatAmount(result.step, 'step', 'steps')}, ${formatDuration(result.elapsedMs)}`;
  return `${headline}\n${formatPairs(pairs)}${overfitText(result, config?.overfitImages ?? null)}${goOnText(result, config?.batchSize ?? null)}`;
};

/** What a folder holds. */
export const folderSummaryText = (summary: FolderSummary): string => {
  const classes = Object.entries(summary.classes);
  const parts = [
    formatPairs([
      ['files', formatCount(summary.files)],
      ['readable', formatCount(summary.readable)],
      ['skipped', formatCount(summary.skipped.length)],
      ['duplicates', formatCount(summary.duplicates)],
      ['median size', `${summary.medianWidth} x ${summary.medianHeight} px`],
    ]),
  ];
  if (classes.length > 0) {
    const rows = classes.map(([name, images]) => [name, formatCount(images)]);
    parts.push(shorten(rows, ['subfolder', 'images']));
  }
  if (summary.skipped.length > 0) {
    const rows = summary.skipped.map((file) => [file.path, file.code, inEnglish(file.message)]);
    parts.push(shorten(rows, ['skipped file', 'code', 'reason']));
  }
  parts.push(...summary.warnings.map((warning) => `Warning: ${inEnglish(warning)}`));
  return parts.join('\n\n');
};

/** A permutation set with its distances. */
export const permutationSetText = (set: PermutationSet): string =>
  [
    formatPairs([
      ['permutations', formatCount(set.count)],
      ['method', `${set.method}, ${set.grid}x${set.grid} grid, seed ${set.seed}`],
      ['least distance', `${set.minHamming} of ${set.grid * set.grid} tiles`],
      ['mean distance', set.meanHamming.toFixed(3)],
    ]),
    shorten(
      set.permutations.map((permutation, i) => [String(i), permutation.join(' ')]),
      ['index', 'tile at each position'],
    ),
  ].join('\n\n');

const shownTime = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

const validationCell = (validation: RunSummary['validation']): string =>
  validation === null ? '' : formatPercent(validation.accuracy);

/** The runs of a folder, newest first. */
export const runListText = (runs: readonly RunSummary[]): string => {
  if (runs.length === 0) return 'There are no runs here yet.';
  return formatTable(
    ['created', 'preset', 'task', 'state', 'epochs', 'steps', 'accuracy', 'run folder'],
    runs.map((run) => [
      shownTime(run.createdAt),
      run.preset,
      run.task,
      run.resumable && run.state !== 'running' ? `${run.state}, resumable` : run.state,
      formatCount(run.epoch),
      formatCount(run.step),
      validationCell(run.validation),
      run.runFolder,
    ]),
  );
};

/** Everything that a run folder tells, in short. */
export const runDetailsText = (details: RunDetails): string => {
  const { summary, config, calibration, hardware } = details;
  const precision =
    calibration === null
      ? config.precision
      : `${calibration.chosen} (${inEnglish(calibration.reason)})`;
  const parts = [
    formatPairs([
      ['run folder', summary.runFolder],
      ['state', summary.resumable ? `${summary.state}, resumable` : summary.state],
      ['created', shownTime(summary.createdAt)],
      ['task', `${config.task} with ${config.preset}`],
      [
        'network',
        `${formatLarge(details.networkSize.parameters)} parameters, ` +
          `${formatLarge(details.networkSize.multiplyAddsPerImage)} multiply-adds per image`,
      ],
      ['batch', `${config.batchSize} images of ${config.imageSizePx} px`],
      ['seed', String(config.seed)],
      ...(config.init === null ? [] : [['started from', config.init] as const]),
      ['engine', backendText(details.backend)],
      ['precision', precision],
      ['processor', `${hardware.processor}, ${formatAmount(hardware.cores, 'core', 'cores')}`],
      ['checkpoints', String(details.checkpoints.length)],
    ]),
  ];
  if (details.epochs.length > 0) {
    const rows = details.epochs.map((epoch) => [
      String(epoch.epoch),
      formatCount(epoch.step),
      formatLoss(epoch.train.loss),
      formatPercent(epoch.train.accuracy),
      epoch.validation === null ? '' : formatLoss(epoch.validation.loss),
      epoch.validation === null ? '' : formatPercent(epoch.validation.accuracy),
    ]);
    const header = ['epoch', 'step', 'train loss', 'accuracy', 'validation loss', 'accuracy'];
    parts.push(formatTable(header, rows));
  }
  return parts.join('\n\n');
};

/** Where a contact sheet was written. */
export const previewText = (preview: EngineResult<'previewSamples'>): string =>
  `Wrote ${preview.file} (${preview.widthPx} x ${preview.heightPx} px) with ` +
  formatAmount(preview.images.length, 'image', 'images');

/** Where sample images were written. */
export const sampleImagesText = (samples: EngineResult<'writeSampleImages'>): string =>
  `Wrote ${formatAmount(samples.written, 'image', 'images')} in ${samples.classes.length} classes ` +
  `(${samples.classes.join(', ')}) to ${samples.folder}`;

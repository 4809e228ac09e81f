/** Progress as text: the block that a terminal redraws, and the lines that a file keeps. Pure. */
import { backendText } from '../protocol/backend.js';
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { EvaluationProgress } from '../protocol/evaluation.js';
import type { EpochMetrics } from '../protocol/run.js';
import { inEnglish } from '../protocol/sentence.js';
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatLarge,
  formatLoss,
  formatPercent,
  formatRate,
} from './format.js';
import { chanceLevel, doneShare, type Progress } from './progress.js';

/** Puts escape codes around a text. */
type Style = (text: string) => string;

/** The styles that the text uses; each returns its text unchanged where colours are off. */
export interface Colors {
  readonly bold: Style;
  readonly dim: Style;
  readonly cyan: Style;
  readonly green: Style;
  readonly yellow: Style;
}

const dataVerbs = {
  scan: 'Scanning files',
  decode: 'Decoding images',
  draw: 'Drawing images',
  features: 'Looking at images',
  compare: 'Comparing images',
  layOut: 'Laying out the map',
};

/** `Decoding images: 120 of 1,000` */
export const dataLine = (data: NonNullable<Progress['data']>): string => {
  const total = data.total === null ? '' : ` of ${formatCount(data.total)}`;
  return `${dataVerbs[data.phase]}: ${formatCount(data.done)}${total}`;
};

const evaluationVerbs = {
  training: 'Training with labels',
  features: 'Looking at images',
  probes: 'Probing features',
  fewLabels: 'Fitting few labels',
} satisfies Record<EvaluationProgress['phase'], string>;

/** `Probing features: 3 of 13` */
export const evaluationLine = ({ phase, done, total }: EvaluationProgress): string => {
  const unit = phase === 'training' ? ' steps' : '';
  return `${evaluationVerbs[phase]}: ${formatCount(done)} of ${formatCount(total)}${unit}`;
};

/** What goes on while there is no run. */
const preparingLine = ({ data, evaluation }: Progress): string => {
  if (evaluation !== null) return evaluationLine(evaluation);
  return data === null ? 'Starting the engine' : dataLine(data);
};

const epochOfTotal = (epoch: number, epochs: number | null): string =>
  epochs === null ? `epoch ${epoch}` : `epoch ${epoch}/${epochs}`;

/** What a run is about to do, in one line. */
export const runStartedLine = (run: NonNullable<Progress['run']>): string => {
  const { config } = run;
  const images = `${formatCount(run.trainImages)} images to train on, ${formatCount(run.validationImages)} to validate`;
  const from =
    run.resumedFromStep === null ? '' : `, resumed from step ${formatCount(run.resumedFromStep)}`;
  const size = `${formatLarge(run.networkSize.parameters)} parameters`;
  const engine = run.backend === undefined ? '' : ` on ${backendText(run.backend)}`;
  return `${config.task} with ${config.preset} (${size})${engine}: ${images}${from}`;
};

/** The figures of the last step, in one line. */
export const stepLine = (progress: Progress): string => {
  const { run, step } = progress;
  if (run === null || step === null) return '';
  const parts = [
    `step ${formatCount(step.step)}/${formatCount(Math.max(step.step, run.plannedSteps))}`,
    epochOfTotal(step.epoch + 1, run.config.epochs),
    `loss ${formatLoss(step.loss)}`,
    `accuracy ${formatPercent(step.accuracy)} (chance ${formatPercent(chanceLevel(run.config))})`,
    `${formatRate(step.viewsPerSecond)} views/s`,
  ];
  if (progress.remainingMs !== null) parts.push(`${formatDuration(progress.remainingMs)} left`);
  return parts.join('  ');
};

/** The figures of an epoch, in one line. */
export const epochLine = (epoch: EpochMetrics, epochs: number | null): string => {
  const { train, validation, tasks } = epoch;
  const parts = [
    epochOfTotal(epoch.epoch, epochs),
    `train loss ${formatLoss(train.loss)} accuracy ${formatPercent(train.accuracy)}`,
  ];
  if (validation !== null) {
    parts.push(
      `validation loss ${formatLoss(validation.loss)} accuracy ${formatPercent(validation.accuracy)}` +
        ` (chance ${formatPercent(validation.chance)})`,
    );
  }
  if (tasks.length > 1) {
    parts.push(tasks.map((task) => `${task.task} ${formatPercent(task.accuracy)}`).join(', '));
  }
  parts.push(formatDuration(epoch.elapsedMs));
  return parts.join('  ');
};

/** `##########----------`, in block characters. */
export const progressBar = (share: number, width: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
};

/**
 * The block that a terminal shows and redraws; lines are separated by `\n`.
 * @param columns width of the terminal
 */
export const progressBlock = (progress: Progress, columns: number, colors: Colors): string => {
  const { run, step } = progress;
  const skipped =
    progress.skippedImages === 0
      ? []
      : [colors.yellow(`${formatAmount(progress.skippedImages, 'file', 'files')} skipped`)];
  if (run === null) return [preparingLine(progress), ...skipped].join('\n');
  if (step === null) {
    return [
      colors.bold(runStartedLine(run)),
      colors.dim('Preparing the first step'),
      ...skipped,
    ].join('\n');
  }
  const share = doneShare(progress);
  const barWidth = Math.max(10, Math.min(40, columns - 60));
  const left =
    progress.remainingMs === null ? '' : `  ${formatDuration(progress.remainingMs)} left`;
  const chance = chanceLevel(run.config);
  const accuracyColor = step.accuracy > 1.5 * chance ? colors.green : colors.yellow;
  const steps = `step ${formatCount(step.step)}/${formatCount(Math.max(step.step, run.plannedSteps))}`;
  return [
    colors.bold(runStartedLine(run)),
    `${colors.cyan(progressBar(share, barWidth))} ${formatPercent(share)}  ` +
      `${epochOfTotal(step.epoch + 1, run.config.epochs)}  ${steps}${left}`,
    `loss ${formatLoss(step.loss)}  accuracy ${accuracyColor(formatPercent(step.accuracy))}` +
      ` ${colors.dim(`(chance ${formatPercent(chance)})`)}  ${formatRate(step.viewsPerSecond)} views/s`,
    ...skipped,
    colors.dim(progress.paused ? 'Paused' : 'Ctrl-C saves and ends the run'),
  ].join('\n');
};

/** What stays on the screen after an event, or null: epochs, warnings, where the run lies. */
export const lastingLine = (
  event: EngineEvent,
  progress: Progress,
  colors: Colors,
): string | null => {
  switch (event.kind) {
    case 'epochEnded':
      return epochLine(event.epoch, progress.run?.config.epochs ?? null);
    case 'warning':
      return colors.yellow(`Warning: ${inEnglish(event.message)}`);
    case 'runStarted':
      return colors.dim(`Run folder: ${event.runFolder}`);
    case 'calibrated':
      return colors.dim(
        `Precision ${event.calibration.chosen}: ${inEnglish(event.calibration.reason)}`,
      );
    case 'paused':
      return event.paused ? 'Paused' : 'Going on';
    case 'dataProgress':
    case 'evaluationProgress':
    case 'imageSkipped':
    case 'steps':
    case 'checkpointSaved':
      return null;
  }
};

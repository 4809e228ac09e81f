/** The training loop in the test's own process, over images that need no loader, steered to the step. */
import type { Batch, BatchPart, BatchSource } from '../../src/engine/data/batch.js';
import type { NamedValues } from '../../src/engine/model/parameters.js';
import { createRandom } from '../../src/engine/random.js';
import type { CheckpointState } from '../../src/engine/runFolder/checkpoint.js';
import { RunControl } from '../../src/engine/training/runControl.js';
import type { RunRecorder } from '../../src/engine/training/runRecorder.js';
import { createSpeedometer } from '../../src/engine/training/speedometer.js';
import { trainLoop } from '../../src/engine/training/trainLoop.js';
import { newProgress, progressOf } from '../../src/engine/training/trainingProgress.js';
import type { EpochMetrics, Outcome, StepMetrics } from '../../src/protocol/run.js';
import { inEnglish } from '../../src/protocol/sentence.js';
import { createFixture } from './networkFixtures.js';

const batchSize = 2;
const imageCount = 6;
const stepsPerEpoch = imageCount / batchSize;
const epochs = 3;

export interface Saved {
  readonly tensors: readonly NamedValues[];
  readonly state: CheckpointState;
}

export interface Piece {
  readonly outcome: Outcome;
  readonly steps: readonly StepMetrics[];
  readonly epochs: readonly EpochMetrics[];
  readonly checkpoints: readonly Saved[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** For each step: how many batches had been handed out when its figures were known. */
  readonly knownAfter: readonly number[];
  readonly openedAt: readonly (readonly [epoch: number, startBatch: number])[];
}

export interface PieceOptions {
  /** The checkpoint to go on from. */
  readonly from?: Saved;
  /** Called after each step. */
  readonly afterStep?: (step: number, control: RunControl) => void;
  /** Each step takes this long. */
  readonly stepMs?: number;
  readonly budgetMs?: number;
  readonly overfitImages?: number;
  /** Steps whose figures may be read together. */
  readonly stepsInFlight?: number;
  /** All pixels are NaN in this training batch, counted from 1. */
  readonly brokenBatch?: number;
  /** Called with the step of each checkpoint. */
  readonly onCheckpoint?: (step: number) => void;
  /** Called with each validation batch, counted over the piece from 1. */
  readonly onValidationBatch?: (batch: number, control: RunControl) => void;
}

/** Trains a small network on images whose views are a function of the image, without loader workers. */
export const trainPiece = async (options: PieceOptions = {}): Promise<Piece> => {
  const { config, network, plans } = createFixture('rotation', 'rotation-small', {
    batchSize,
    epochs,
    budgetMs: options.budgetMs,
    overfitImages: options.overfitImages,
  });
  const [plan] = plans;
  if (plan === undefined) throw new Error('There is no task.');
  const { viewsPerImage, viewSizePx } = plan.layout;
  const makePart = (images: Int32Array): BatchPart => {
    const views = [...images].flatMap((image) => {
      const random = createRandom(9).split('image', image);
      return Array.from({ length: viewsPerImage * viewSizePx ** 2 * 3 }, () => random.normal());
    });
    const labels = Int32Array.from({ length: images.length * viewsPerImage }, (_, i) => i % 4);
    return { views: Float32Array.from(views), labels };
  };
  let now = 0;
  let validationBatches = 0;
  let handedOut = 0;
  const open = (
    order: Int32Array,
    startBatch: number,
    batchMs: number,
    onBatch: () => void,
    isBroken: (batch: number) => boolean = () => false,
  ): BatchSource => {
    let next = startBatch;
    return {
      next: () => {
        const images = order.slice(next * batchSize, (next + 1) * batchSize);
        next += 1;
        if (images.length === 0) return Promise.resolve(null);
        now += batchMs;
        onBatch();
        const part = makePart(images);
        if (isBroken(next)) part.views.fill(NaN);
        const batch: Batch = { images, parts: [part], release: () => undefined };
        return Promise.resolve(batch);
      },
      waitedMs: 0,
      close: () => Promise.resolve(),
    };
  };

  const control = new RunControl();
  const piece = {
    steps: [] as StepMetrics[],
    knownAfter: [] as number[],
    epochs: [] as EpochMetrics[],
    warnings: [] as { code: string; message: string }[],
    checkpoints: [] as Saved[],
    openedAt: [] as (readonly [number, number])[],
  };
  const recorder: RunRecorder = {
    runFolder: '',
    step: (metrics) => {
      piece.steps.push(metrics);
      piece.knownAfter.push(handedOut);
      options.afterStep?.(metrics.step, control);
      return Promise.resolve();
    },
    epoch: (metrics) => {
      piece.epochs.push(metrics);
      return Promise.resolve();
    },
    checkpoint: (tensors, state) => {
      const kept = tensors.map(({ name, shape, data }) => ({
        name,
        shape,
        data: Float32Array.from(data),
      }));
      piece.checkpoints.push({ tensors: kept, state: structuredClone(state) });
      options.onCheckpoint?.(state.step);
      return Promise.resolve();
    },
    warn: (code, message) => {
      piece.warnings.push({ code, message: inEnglish(message) });
    },
    paused: () => undefined,
    end: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  if (options.from !== undefined) {
    network.parameters.import(new Map(options.from.tensors.map((tensor) => [tensor.name, tensor])));
  }
  const outcome = await trainLoop(
    {
      config,
      precision: 'float32',
      network,
      random: createRandom(config.seed),
      trainImages: Int32Array.from({ length: imageCount }, (_, i) => i),
      stepsPerEpoch,
      plannedSteps: epochs * stepsPerEpoch,
      progress: options.from === undefined ? newProgress() : progressOf(options.from.state),
      batchNorm: true,
      stepsInFlight: options.stepsInFlight ?? 1,
      pathOf: String,
      openTraining: (order, epoch, startBatch) => {
        piece.openedAt.push([epoch, startBatch]);
        return open(
          order,
          startBatch,
          options.stepMs ?? 0,
          () => (handedOut += 1),
          (batch) => epoch * stepsPerEpoch + batch === options.brokenBatch,
        );
      },
      openValidation: () =>
        open(Int32Array.of(100, 101, 102), 0, 0, () => {
          validationBatches += 1;
          options.onValidationBatch?.(validationBatches, control);
        }),
    },
    { control, recorder, speedometer: createSpeedometer(), clock: () => now },
  );
  network.dispose();
  return { outcome, ...piece };
};

/** The figures of one run, from what it wrote. Pure. */
import type { RunFigures } from '../../protocol/comparison.js';
import type { RunConfig } from '../../protocol/run.js';
import type { RunHistory } from '../../protocol/runContents.js';
import { rotationClasses } from '../pretext/rotation/rotationViews.js';

/** Network inputs that an image becomes in training. */
const viewsPerImage = ({ task, rotation, jigsaw }: RunConfig): number => {
  const rotations = task === 'jigsaw' ? 0 : rotationClasses(rotation.turns).length;
  const tiles = task === 'rotation' ? 0 : jigsaw.grid ** 2;
  return rotations + tiles;
};

const validationFigures = ({ epochs }: RunHistory): RunFigures['validation'] => {
  const validated = epochs.flatMap(({ epoch, validation }) =>
    validation === null ? [] : [{ epoch, ...validation }],
  );
  const last = validated.at(-1);
  if (last === undefined) return null;
  const best = validated.reduce((one, other) => (other.accuracy > one.accuracy ? other : one));
  const shown = ({ epoch, loss, accuracy }: typeof last) => ({ epoch, loss, accuracy });
  return { last: shown(last), best: shown(best), chance: last.chance };
};

/**
 * @param steps that `run.json` knows of; the log may be ahead of it
 * @param parameters of the network
 */
export const runFigures = (
  config: RunConfig,
  history: RunHistory,
  known: { readonly steps: number; readonly epochs: number; readonly parameters: number },
): RunFigures => {
  const { latest, epochs } = history;
  const steps = Math.max(known.steps, latest?.step ?? 0);
  // An epoch is made of whole batches alone.
  const images = steps * config.batchSize;
  const elapsedMs = Math.max(latest?.elapsedMs ?? 0, epochs.at(-1)?.elapsedMs ?? 0);
  return {
    validation: validationFigures(history),
    steps,
    epochs: Math.max(known.epochs, epochs.at(-1)?.epoch ?? 0),
    viewsSeen: images * viewsPerImage(config),
    elapsedMs: elapsedMs > 0 ? elapsedMs : null,
    imagesPerSecond: elapsedMs > 0 ? (1000 * images) / elapsedMs : null,
    parameters: known.parameters,
  };
};

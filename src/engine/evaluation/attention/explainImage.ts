/** One image as the network was shown it, with where it looked for its answer. */
import * as tf from '@tensorflow/tfjs';

import type { ExplainedImage } from '../../../protocol/attention.js';
import type { PretextTask } from '../../pretext/pretextTask.js';
import type { SquareImage } from '../../pretext/pretextViews.js';
import type { Quarter } from '../../pretext/rotation/rotateQuarter.js';
import { rotationClasses } from '../../pretext/rotation/rotationViews.js';
import { turnViews } from '../../pretext/rotation/turnViews.js';
import { encodePicture, shownSidePx } from '../../pretext/sheet/encodePicture.js';
import { toColors } from '../../pretext/sheet/panel.js';
import { createViewMaker } from '../../pretext/viewMakers.js';
import type { Random } from '../../random.js';
import { readAllFloats } from '../readFloats.js';
import { assemblePieces, opaque } from './assemblePieces.js';
import { gradCam, type GradCamSubject } from './gradCam.js';
import { heatColors } from './heatColors.js';

/** Heat below this is rounding: in full colour it would look like a finding. */
const leastPeak = 1e-6;

export interface ExplainedTask extends GradCamSubject {
  readonly task: PretextTask;
}

/** What the network made of one image. V views, L labels, pictures of `side` px. */
interface Seen {
  /** float32 [V, side, side, 3], upright */
  readonly views: Float32Array;
  /** float32 [L, classes] */
  readonly logits: Float32Array;
  /** float32 [V, side, side], upright, stretched over the view */
  readonly heat: Float32Array;
  /** float32 [V], before it was stretched */
  readonly peaks: Float32Array;
}

/** The turn that each view was given, quarter turns counter-clockwise. */
const turnsOf = ({ spec, layout }: PretextTask): readonly Quarter[] =>
  spec.task === 'rotation'
    ? rotationClasses(spec.turns)
    : Array.from({ length: layout.viewsPerImage }, (): Quarter => 0);

/** Turns each view back by what it was turned. @param views [V, side, side, C] */
const turnBack = (views: tf.Tensor, turns: readonly Quarter[]): tf.Tensor => {
  const back: readonly Quarter[] = [0, 3, 2, 1];
  const parts = tf.split(views, turns.length);
  return tf.concat(parts.map((view, i) => turnViews(view, back[turns[i] ?? 0] ?? 0)));
};

const look = async (
  views: Float32Array,
  labels: Int32Array,
  subject: ExplainedTask,
): Promise<Seen> => {
  const { layout } = subject.task;
  const [count, side] = [layout.viewsPerImage, layout.viewSizePx];
  const turns = turnsOf(subject.task);
  const [upright, logits, heat, peaks] = await readAllFloats(() => {
    const shown = tf.tensor4d(views, [count, side, side, 3]);
    const { logits, heat } = gradCam(shown, labels, subject);
    const [, h = 1, w = 1] = heat.shape;
    const asImages: tf.Tensor4D = tf.reshape(heat, [count, h, w, 1]);
    const stretched = tf.image.resizeBilinear(asImages, [side, side], false, true);
    return [turnBack(shown, turns), logits, turnBack(stretched, turns), tf.max(heat, [1, 2])];
  });
  if (!upright || !logits || !heat || !peaks) throw new Error('A look gave too few tensors.');
  return { views: upright, logits, heat, peaks };
};

/** @param logits float32 [classes] @returns [classes], 0..1 */
const softmax = (logits: Float32Array): number[] => {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const shares = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
};

/**
 * Shows an image to the network as validation does, and explains its answers: to each rotation, or to
 * one puzzle. Heat is scaled by the peak of its own answer; tiles of a puzzle have that in common.
 * @param random stream of this image, which says how tiles are cut and shuffled
 * @param wantedPx side of the pictures, about
 */
export const explainImage = async (
  image: SquareImage,
  subject: ExplainedTask,
  random: Random,
  wantedPx: number,
): Promise<Pick<ExplainedImage, 'picture' | 'answers' | 'tiles'>> => {
  const { task } = subject;
  const { viewSizePx: side, viewsPerImage, labelsPerImage, classes } = task.layout;
  const views = new Float32Array(viewsPerImage * side * side * 3);
  const drawn = new Int32Array(labelsPerImage);
  createViewMaker(task.spec).render(image, 'validation', random, views, drawn);
  const labels = drawn.slice(0, task.sampledLabels);
  const seen = await look(views, labels, subject);
  const turns = turnsOf(task);
  const isRotation = task.spec.task === 'rotation';
  /** A rotation's class as people read it. */
  const classOf = (label: number): number => (isRotation ? (turns[label] ?? 0) : label);

  const answers: ExplainedImage['answers'] = [];
  let tiles: ExplainedImage['tiles'] = null;
  for (const [place, label] of labels.entries()) {
    const probabilities = softmax(seen.logits.subarray(place * classes, (place + 1) * classes));
    const probability = probabilities.reduce((a, b) => Math.max(a, b), 0);
    const answer = probabilities.indexOf(probability);
    const order = task.viewsOfLabel(place, label);
    const peak = order.reduce((most, view) => Math.max(most, seen.peaks[view] ?? 0), 0);
    answers.push({
      truth: classOf(label),
      answer: classOf(answer),
      probability,
      truthProbability: probabilities[label] ?? 0,
      heat:
        peak > leastPeak
          ? await encode(heatColors(seen.heat, peak), side, order, wantedPx, true)
          : null,
      peak,
    });
    if (!isRotation) {
      tiles = { shown: [...order], answered: [...task.viewsOfLabel(place, answer)] };
    }
  }
  // All views of a rotation are the same image once they are upright.
  const order = task.viewsOfLabel(0, labels[0] ?? 0);
  const colors = opaque(toColors(seen.views, task.normalisesEachView));
  return { picture: await encode(colors, side, order, wantedPx, false), answers, tiles };
};

const encode = (
  views: Uint8Array,
  side: number,
  order: readonly number[],
  wantedPx: number,
  isSmooth: boolean,
): Promise<Uint8Array<ArrayBuffer>> => {
  const picture = assemblePieces(views, side, order);
  return encodePicture(picture, shownSidePx(picture.sizePx, wantedPx), isSmooth);
};

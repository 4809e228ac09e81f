/** The angles of the rotation task. Views are turned counter-clockwise by quarter turns. */
import type { QuarterTurns, RunConfig } from '../../../src/protocol/run.js';

/** Degrees counter-clockwise by class. */
export const anglesOf = (turns: QuarterTurns): readonly number[] => {
  switch (turns) {
    case 'all':
      return [0, 90, 180, 270];
    case 'half':
      return [0, 180];
    case 'quarter':
      return [90, 270];
  }
};

/** How far a view must be turned clockwise to undo a turn of some degrees counter-clockwise. */
export const clockwiseToUpright = (turnedDegrees: number): number => modulo(turnedDegrees, 360);

/**
 * How a view stands after it was turned back by the prediction.
 * @returns degrees counter-clockwise, 0 when it is upright
 */
export const remainingTurn = (trueDegrees: number, predictedDegrees: number): number =>
  modulo(trueDegrees - predictedDegrees, 360);

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;

/** Side at which views are drawn in px. */
const shownSidePx = 96;

/** How views are drawn: those that fit in a whole number of times show their square pixels. */
export const viewSides = ({
  task,
  imageSizePx,
}: RunConfig): { readonly shownPx: number; readonly isPixelated: boolean } => {
  // Beside a jigsaw, views are half as large as the puzzle.
  const viewPx = task === 'both' ? Math.floor(imageSizePx / 2) : imageSizePx;
  return { shownPx: shownSidePx, isPixelated: shownSidePx % viewPx === 0 };
};

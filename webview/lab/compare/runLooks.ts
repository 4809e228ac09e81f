/** How the lines of runs are told apart: by colour, and by dashes for those who see no colours. */
import type { LineSpec } from '../curves/chartSpec.js';

type RunLook = Required<Pick<LineSpec, 'colour' | 'dash'>>;

/** As many as runs are compared. Orange is half transparent in the editor's themes: too weak for lines. */
const looks: readonly RunLook[] = [
  { colour: 'blue', dash: [] },
  { colour: 'yellow', dash: [8, 4] },
  { colour: 'green', dash: [2, 3] },
  { colour: 'purple', dash: [10, 3, 2, 3] },
  { colour: 'red', dash: [5, 2] },
  { colour: 'foreground', dash: [14, 4] },
  { colour: 'blue', dash: [8, 3, 2, 3, 2, 3] },
  { colour: 'green', dash: [3, 6] },
];

/** @param place of the run among those that are chosen, from 0 */
export const lookOf = (place: number): RunLook =>
  looks[place % looks.length] ?? { colour: 'foreground', dash: [] };

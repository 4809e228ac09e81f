/** The elements of the Lab's tabs, one line for each. */
import { defineCompare } from './compare/labCompare.js';
import { defineCurves } from './curves/labCurves.js';
import { defineImages } from './images/labImages.js';
import { definePermutations } from './permutations/labPermutations.js';
import { definePuzzles } from './puzzles/labPuzzles.js';
import { defineRotations } from './rotations/labRotations.js';
import { defineRun } from './run/labRunTab.js';

/** Makes the tabs' elements known to the page; called once. */
export const defineTabs = (): void => {
  defineCurves();
  defineImages();
  definePermutations();
  definePuzzles();
  defineRotations();
  defineRun();
  defineCompare();
};

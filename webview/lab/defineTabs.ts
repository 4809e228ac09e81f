/** The elements of the Lab's tabs, one line for each. */
import { defineAnomalies } from './anomalies/labAnomalies.js';
import { defineCompare } from './compare/labCompare.js';
import { defineCurves } from './curves/labCurves.js';
import { defineFilters } from './filters/labFilters.js';
import { defineImages } from './images/labImages.js';
import { defineMap } from './map/labMap.js';
import { definePermutations } from './permutations/labPermutations.js';
import { defineProbe } from './probe/labProbe.js';
import { definePuzzles } from './puzzles/labPuzzles.js';
import { defineRotations } from './rotations/labRotations.js';
import { defineRun } from './run/labRunTab.js';
import { defineSearch } from './search/labSearch.js';
import { defineExport } from './export/labExport.js';

/** Makes the tabs' elements known to the page; called once. */
export const defineTabs = (): void => {
  defineAnomalies();
  defineCurves();
  defineFilters();
  defineImages();
  defineMap();
  definePermutations();
  defineProbe();
  definePuzzles();
  defineRotations();
  defineRun();
  defineSearch();
  defineExport();
  defineCompare();
};

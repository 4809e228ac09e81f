/** The registry of view makers, safe to import in a loader worker. */
import { createJigsawViews, type JigsawViewsSpec } from './jigsaw/jigsawViews.js';
import type { ViewMaker } from './pretextViews.js';
import { createRotationViews, type RotationViewsSpec } from './rotation/rotationViews.js';
import { createWholeViews, type WholeViewsSpec } from './wholeViews.js';

/** The view makers of pretext tasks. */
export type TaskViewsSpec = RotationViewsSpec | JigsawViewsSpec;

/** Plain data that crosses to a worker and names a view maker with its settings. */
export type ViewMakerSpec = TaskViewsSpec | WholeViewsSpec;

/** Makes the view maker that the spec names. */
export const createViewMaker = (spec: ViewMakerSpec): ViewMaker => {
  switch (spec.task) {
    case 'rotation':
      return createRotationViews(spec);
    case 'jigsaw':
      return createJigsawViews(spec);
    case 'whole':
      return createWholeViews(spec);
  }
};

/**
 * The batch that a step is timed on. Its images are drawn scenes, passed through the task's own view
 * maker: the choice of the precision looks at gradients, and those of noise would mislead it.
 */
import type { BatchPart } from '../../src/engine/data/batch.js';
import type { PretextTask } from '../../src/engine/pretext/pretextTask.js';
import { createViewMaker } from '../../src/engine/pretext/viewMakers.js';
import { createRandom } from '../../src/engine/random.js';
import { drawScene } from '../../src/engine/sampleImages/drawScene.js';
import { sceneClasses } from '../../src/engine/sampleImages/subjects.js';

/** Renders a batch as a loader would. The same arguments give the same batch. */
export const sceneBatch = (plan: PretextTask, images: number, seed: number): BatchPart => {
  const viewMaker = createViewMaker(plan.spec);
  const { sourceSizePx, viewSizePx, viewsPerImage, labelsPerImage } = viewMaker.layout;
  const valuesPerImage = viewsPerImage * viewSizePx ** 2 * 3;
  const views = new Float32Array(images * valuesPerImage);
  const labels = new Int32Array(images * labelsPerImage);
  const random = createRandom(seed);
  for (let image = 0; image < images; image++) {
    const sceneClass = sceneClasses[image % sceneClasses.length] ?? 'house';
    const scene = random.split('scene', image);
    viewMaker.render(
      { sizePx: sourceSizePx, pixels: drawScene(sceneClass, scene, sourceSizePx, sourceSizePx) },
      'train',
      random.split('views', image),
      views.subarray(image * valuesPerImage, (image + 1) * valuesPerImage),
      labels.subarray(image * labelsPerImage, (image + 1) * labelsPerImage),
    );
  }
  return { views, labels };
};

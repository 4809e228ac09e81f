/** The row of a contact sheet that shows one image's rotations. */
import type { Random } from '../../random.js';
import type { SquareImage, ViewMode } from '../pretextViews.js';
import {
  createRotationViews,
  rotationClasses,
  type RotationViewsSpec,
} from '../rotation/rotationViews.js';
import { drawSquare, fillSurroundings } from './canvas.js';
import { enlargement, sourcePanel, toColors, type Panel } from './panel.js';

const viewSidePx = 144;

/**
 * Renders one image and shows its views, each beneath its angle.
 * @param makeStream gives the image's stream, from its start at each call
 */
export const rotationPanels = async (
  spec: RotationViewsSpec,
  image: SquareImage,
  name: string,
  mode: ViewMode,
  makeStream: () => Random,
): Promise<Panel[]> => {
  const maker = createRotationViews(spec);
  const { viewsPerImage, viewSizePx } = maker.layout;
  const viewLength = viewSizePx * viewSizePx * 3;
  const views = new Float32Array(viewsPerImage * viewLength);
  const labels = new Int32Array(viewsPerImage);
  maker.render(image, mode, makeStream(), views, labels);
  const plan = maker.plan(mode, makeStream());

  const scale = enlargement(viewSizePx, viewSidePx);
  const sidePx = viewSizePx * scale;
  const colors = toColors(views, false);
  const quarters = rotationClasses(spec.turns);

  const source = await sourcePanel(image, plan.flip, sidePx, name, (canvas, left, top, zoom) => {
    const cutPx = viewSizePx * spec.shrink;
    // The panel is mirrored as a whole, and with it the place of the cut.
    const cutLeft = plan.flip ? spec.sourceSizePx - cutPx - plan.leftPx : plan.leftPx;
    const cut = {
      leftPx: left + Math.round(cutLeft * zoom),
      topPx: top + Math.round(plan.topPx * zoom),
      widthPx: Math.round(cutPx * zoom),
      heightPx: Math.round(cutPx * zoom),
    };
    const whole = { leftPx: left, topPx: top, widthPx: sidePx, heightPx: sidePx };
    fillSurroundings(canvas, whole, cut, [16, 17, 19], 0.62);
  });
  const viewPanels = [...labels].map((label, view): Panel => ({
    sidePx,
    caption: `${(quarters[label] ?? 0) * 90}°`,
    draw(canvas, leftPx, topPx) {
      const pixels = colors.subarray(view * viewLength, (view + 1) * viewLength);
      drawSquare(canvas, pixels, viewSizePx, leftPx, topPx, scale);
    },
  }));
  return [source, ...viewPanels];
};

/** Raw pixels as features: what can be told without any network. */
import type { WholeViewsSpec } from '../pretext/wholeViews.js';
import type { FeatureExtractor } from './extractFeatures.js';
import { gridCells, poolToGrid } from './poolToGrid.js';

/** Side of the thumbnail in px: 768 numbers, about as many as a block gives. */
const thumbnailPx = 16;

/** An extractor of thumbnails: the views as the trunk sees them, averaged down to 16 x 16 px. */
export const createPixelExtractor = ({ viewSizePx }: WholeViewsSpec): FeatureExtractor => ({
  outputs: [{ name: 'pixels', dimension: gridCells(viewSizePx, thumbnailPx) ** 2 * 3 }],
  compute: (views) => [poolToGrid(views, thumbnailPx)],
});

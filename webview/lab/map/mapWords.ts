/** A map in sentences. */
import type { ImageMap } from '../../../src/protocol/embedding.js';
import { formatCount } from '../../parts/format.js';
import { t } from '../../text.js';

const imagesText = (images: number): string =>
  images === 1 ? t('1 image') : t('{0} images', formatCount(images));

const classesText = (classes: number): string =>
  classes === 1 ? t('1 class') : t('{0} classes', formatCount(classes));

/** What was drawn, in one line. */
export const mapFacts = ({ paths, classes, block, step, leftOut, neighbors }: ImageMap): string =>
  [
    imagesText(paths.length),
    ...(classes.length === 0 ? [] : [classesText(classes.length)]),
    t('features of {0} at step {1}', block, formatCount(step)),
    ...(paths.length < 3 ? [] : [t('{0} neighbors', formatCount(neighbors))]),
    ...(leftOut === 0 ? [] : [t('{0} images not shown, evenly chosen', formatCount(leftOut))]),
  ].join(' · ');

/** What the map is, for those who cannot see it. @param shown points on it now */
export const mapLabel = ({ classes }: ImageMap, shown: number): string =>
  classes.length === 0
    ? t('Map of {0}', imagesText(shown))
    : t('Map of {0} in {1}', imagesText(shown), classesText(classes.length));

/**
 * Renders `media/icon.svg` to `media/icon.png` (128 x 128 px): an extension's package takes no
 * vector image for its icon. To be run after the picture has changed.
 */
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';

const sidePx = 128;
/** @param {string} name */
const inMedia = (name) => fileURLToPath(new URL(`../media/${name}`, import.meta.url));

await sharp(inMedia('icon.svg')).resize(sidePx, sidePx).png().toFile(inMedia('icon.png'));

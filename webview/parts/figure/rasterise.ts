/** A figure as a PNG file. */
import { t } from '../../text.js';
import type { DrawnFigure } from './figurePage.js';

/** Pixels of the file for each px of the figure. */
const density = 2;

const failure = (): Error => new Error(t('The picture could not be drawn.'));

/** @throws Error with a sentence for the user where the page cannot draw it */
export const rasterise = async ({
  svg,
  widthPx,
  heightPx,
}: DrawnFigure): Promise<Uint8Array<ArrayBuffer>> => {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image(widthPx * density, heightPx * density);
    image.src = url;
    await image.decode().catch(() => Promise.reject(failure()));
    const canvas = new OffscreenCanvas(widthPx * density, heightPx * density);
    const context = canvas.getContext('2d');
    if (context === null) throw failure();
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const file = await canvas.convertToBlob({ type: 'image/png' });
    return new Uint8Array(await file.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
};

/** The pairwise distances as a picture of one pixel each. */
import { paintPixels, type Rgb } from './colourScale.js';
import type { DistanceTable } from './distances.js';

/** @returns null without members */
export const heatMapPicture = (
  { members, distances }: DistanceTable,
  colours: readonly Rgb[],
): OffscreenCanvas | null => {
  if (members === 0) return null;
  const picture = new OffscreenCanvas(members, members);
  const pixels = paintPixels(distances, colours);
  picture.getContext('2d')?.putImageData(new ImageData(pixels, members, members), 0, 0);
  return picture;
};

/** The picture as a data URL of a PNG file. */
export const dataUrlOf = async (picture: OffscreenCanvas): Promise<string> => {
  const blob = await picture.convertToBlob({ type: 'image/png' });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // In portions: a function takes only so many arguments.
  const portion = 0x8000;
  const text = Array.from({ length: Math.ceil(bytes.length / portion) }, (_, k) =>
    String.fromCharCode(...bytes.subarray(k * portion, (k + 1) * portion)),
  ).join('');
  return `data:image/png;base64,${btoa(text)}`;
};

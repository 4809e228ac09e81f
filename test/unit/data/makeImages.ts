/** Images with known content for the tests of this folder. */
import sharp, { type Sharp } from 'sharp';

/** uint8 [height, width, channels] filled by a function of position and channel. */
export const paint = (
  widthPx: number,
  heightPx: number,
  value: (x: number, y: number, channel: number) => number,
  channels: 1 | 2 | 3 | 4 = 3,
): Buffer => {
  const pixels = Buffer.alloc(widthPx * heightPx * channels);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      for (let c = 0; c < channels; c++) {
        pixels[(y * widthPx + x) * channels + c] = value(x, y, c);
      }
    }
  }
  return pixels;
};

/** A smooth scene that is different in each corner and each channel. */
export const scene = (widthPx: number, heightPx: number): Buffer =>
  paint(widthPx, heightPx, (x, y, c) => {
    const u = (x + 0.5) / widthPx;
    const v = (y + 0.5) / heightPx;
    return Math.round([220 * u + 20, 200 * v + 30, 120 * (1 - u) + 90 * (1 - v) + 20][c] ?? 0);
  });

/** sharp over raw pixels. */
export const fromRaw = (
  pixels: Buffer,
  widthPx: number,
  heightPx: number,
  channels: 1 | 2 | 3 | 4 = 3,
): Sharp => sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } });

/** The scene as a JPEG file. */
export const sceneJpeg = (widthPx: number, heightPx: number): Promise<Buffer> =>
  fromRaw(scene(widthPx, heightPx), widthPx, heightPx).jpeg({ quality: 92 }).toBuffer();

/** The scene as a PNG file. */
export const scenePng = (widthPx: number, heightPx: number): Promise<Buffer> =>
  fromRaw(scene(widthPx, heightPx), widthPx, heightPx).png().toBuffer();

/** Mean of the absolute differences between two images of the same size. */
export const meanDifference = (a: Uint8Array, b: Uint8Array): number => {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}.`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
};

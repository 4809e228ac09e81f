/** One picture of a folder of samples: what it shows in which form, and its file. */
import sharp from 'sharp';

import { createRandom, type Random } from '../random.js';
import { integerBetween, pick } from './draws.js';
import { drawScene } from './drawScene.js';
import { sceneClasses, type SceneClass } from './subjects.js';

const shapes = [
  [1, 1],
  [1, 1],
  [4, 3],
  [3, 2],
  [5, 4],
  [3, 4],
  [4, 5],
] as const satisfies readonly [readonly [number, number], ...(readonly [number, number])[]];

const formats = ['jpg', 'jpg', 'jpg', 'jpg', 'jpg', 'jpg', 'jpg', 'jpg', 'png', 'webp'] as const;

/** What decides a picture's bytes, and where they go. Plain data, for it crosses to other threads. */
export interface PicturePlan {
  /** 0 .. 2^32 - 1 */
  readonly seed: number;
  readonly className: SceneClass;
  /** From 1, within the class. */
  readonly number: number;
  readonly fileName: string;
  readonly format: (typeof formats)[number];
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of JPEG and WebP, 1 .. 100. */
  readonly quality: number;
}

const streamOf = (seed: number, className: SceneClass, number: number): Random =>
  createRandom(seed).split('sampleImages', className, number);

/**
 * Plans a picture.
 * @param seed 0 .. 2^32 - 1
 * @param sizePx its shorter side, 32 .. 2048
 * @param index from 0; the classes take turns
 */
export const planPicture = (seed: number, sizePx: number, index: number): PicturePlan => {
  const className = sceneClasses[index % sceneClasses.length] ?? 'house';
  const number = Math.floor(index / sceneClasses.length) + 1;
  const file = streamOf(seed, className, number).split('file');
  const [across, down] = pick<readonly [number, number]>(file, shapes);
  const unit = sizePx / Math.min(across, down);
  const format = pick<(typeof formats)[number]>(file, formats);
  return {
    seed,
    className,
    number,
    fileName: `${className}-${String(number).padStart(4, '0')}.${format}`,
    format,
    widthPx: Math.round(across * unit),
    heightPx: Math.round(down * unit),
    quality: integerBetween(file, 86, 94),
  };
};

/**
 * Draws and encodes a picture. Drawing is done before this returns; encoding goes on in another thread.
 * @returns the bytes of its file, the same for the same plan
 */
export const makePicture = async (plan: PicturePlan): Promise<Uint8Array> => {
  const { className, widthPx, heightPx, quality } = plan;
  const random = streamOf(plan.seed, className, plan.number).split('scene');
  const pixels = drawScene(className, random, widthPx, heightPx);
  const image = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } });
  switch (plan.format) {
    case 'jpg':
      return image.jpeg({ quality }).toBuffer();
    case 'png':
      return image.png({ compressionLevel: 6 }).toBuffer();
    case 'webp':
      return image.webp({ quality, effort: 2 }).toBuffer();
  }
};

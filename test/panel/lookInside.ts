/** First filters and explained images that are made up, as pictures that an engine could have drawn. */
import sharp from 'sharp';

import type { OutcomeOf } from '../../src/protocol/analysis.js';
import type { ExplainedImage } from '../../src/protocol/attention.js';
import { sentence } from '../../src/protocol/sentence.js';

export const photoFolder = '/home/ada/photos';

type Pixel = readonly number[];

/** @param at colours of a pixel, 0..255, three or four */
const draw = async (sidePx: number, at: (x: number, y: number) => Pixel, shownPx: number) => {
  const pixels = Array.from({ length: sidePx * sidePx }, (_, i) =>
    at(i % sidePx, Math.floor(i / sidePx)),
  );
  const channels = pixels[0]?.length === 4 ? 4 : 3;
  const raw = { width: sidePx, height: sidePx, channels } as const;
  const png = await sharp(Uint8ClampedArray.from(pixels.flat()), { raw })
    .resize(shownPx, shownPx, { kernel: 'nearest' })
    .png()
    .toBuffer();
  return new Uint8Array(png);
};

/** Numbers -1..1 that are the same each time. */
const noise = (at: number): number => (((at * 7919) % 1009) / 1009) * 2 - 1;

/** Stripes in all directions, once random, once learned. The strongest is the last channel. */
export const makeFilters = async (channels: number): Promise<OutcomeOf<'readFilters'>> => {
  const filters = Array.from({ length: channels }, async (_, channel) => {
    const angle = (channel / channels) * Math.PI;
    const start = (x: number, y: number, c: number): number =>
      noise(1 + x * 3 + y * 17 + c * 101 + channel * 331);
    const trained = (x: number, y: number, c: number): number =>
      0.75 * Math.cos(1.6 * ((x - 2) * Math.cos(angle) + (y - 2) * Math.sin(angle)) + c * 0.4) +
      0.25 * start(x, y, c);
    const picture = (weight: typeof start) =>
      draw(5, (x, y) => [0, 1, 2].map((c) => 127.5 + 127.5 * weight(x, y, c)), 45);
    return {
      trained: { picture: await picture(trained), largest: 0.2 + channel / channels },
      start: { picture: await picture(start), largest: 0.25 },
      similarity: channel === 1 ? -0.4 : 0.9 - channel / (2 * channels),
    };
  });
  return {
    name: 'readFilters',
    params: { sidePx: 48 },
    result: {
      ...{ kind: 'filters', layer: 'block1.conv', sizePx: 5, pictureSidePx: 45, step: 500 },
      filters: await Promise.all(filters),
      file: null,
    },
  };
};

const photo = async (seed: number): Promise<Uint8Array<ArrayBuffer>> =>
  draw(
    40,
    (x, y) => {
      const isGround = y > 26 + 3 * Math.sin((x + seed * 9) / 6);
      const isTree = Math.hypot(x - 12 - seed * 5, y - 20) < 9;
      if (isTree) return [30 + 4 * seed, 90 + noise(x * y) * 20, 40];
      return isGround ? [120, 95, 60 + seed * 8] : [120 + y * 2, 170 + y, 235];
    },
    320,
  );

const heat = async (x0: number, y0: number): Promise<Uint8Array<ArrayBuffer>> =>
  draw(
    40,
    (x, y) => {
      const share = Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / 90);
      return [81 + 171 * share, 18 + 235 * share ** 2, 124 + 67 * share, 204 * share];
    },
    320,
  );

const unreadable: ExplainedImage = {
  ...{ path: 'broken.jpg', picture: null, answers: [], tiles: null },
  message: sentence('{0} cannot be read.', 'broken.jpg'),
};

const outcomeOf = (
  task: 'rotation' | 'jigsaw',
  images: ExplainedImage[],
): OutcomeOf<'explainImages'> => ({
  name: 'explainImages',
  params: { folder: photoFolder, paths: null, count: 8, task, block: null, sidePx: 320 },
  result: {
    ...{ kind: 'attention', folder: photoFolder, task, block: 'block5', step: 500, file: null },
    classes: task === 'rotation' ? 4 : 64,
    images,
  },
});

/** Two photos in four turns, one turn wrong and without heat, and one that cannot be read. */
export const makeRotations = async (): Promise<OutcomeOf<'explainImages'>> => {
  const images = [0, 1].map(async (seed): Promise<ExplainedImage> => {
    const answers = [0, 1, 2, 3].map(async (truth) => {
      const isWrong = seed === 1 && truth === 2;
      return {
        truth,
        answer: isWrong ? 0 : truth,
        probability: isWrong ? 0.48 : 0.971 - truth / 10,
        truthProbability: isWrong ? 0.31 : 0.971 - truth / 10,
        heat: isWrong ? null : await heat(12 + seed * 5 + truth * 2, 20 + truth * 3),
        peak: isWrong ? 0 : 0.8,
      };
    });
    return {
      path: `walk/photo-${seed}.jpg`,
      picture: await photo(seed),
      answers: await Promise.all(answers),
      ...{ tiles: null, message: null },
    };
  });
  return outcomeOf('rotation', [...(await Promise.all(images)), unreadable]);
};

/** A puzzle that was solved but for two tiles, and one that was solved. */
export const makePuzzles = async (): Promise<OutcomeOf<'explainImages'>> => {
  const shown = [8, 1, 6, 3, 4, 0, 2, 7, 5];
  const images = [0, 1].map(async (seed): Promise<ExplainedImage> => {
    const answer = { truth: 7, answer: seed === 0 ? 12 : 7, probability: 0.62 };
    return {
      path: `walk/photo-${seed}.jpg`,
      picture: await photo(seed),
      answers: [{ ...answer, truthProbability: 0.2, heat: await heat(24, 14), peak: 1.2 }],
      tiles: { shown, answered: seed === 0 ? [1, 8, 6, 3, 4, 0, 2, 7, 5] : shown },
      message: null,
    };
  });
  return outcomeOf('jigsaw', await Promise.all(images));
};

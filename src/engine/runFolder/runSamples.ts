/**
 * `samples/`: what the network was fed in validation, what it answered and what is true, so that a
 * person can look at it. Images are named by their content: the same samples in a later epoch cost
 * one small text file. Both the number of samples and the number of images are bounded.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import * as z from 'zod';

import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import {
  explainWriteError,
  nodeDisk,
  writeFileAtomically,
  writeJsonAtomically,
  type Disk,
} from './atomicFile.js';
import { formatVersion, readVersionedJson } from './readUntrusted.js';

/** One network input (a view or a tile) as it can be shown. */
export interface FedImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** uint8 [heightPx, widthPx, 3], sRGB */
  readonly pixels: Uint8Array;
}

/** One validation label with what was fed for it. */
export interface ValidationSample {
  readonly task: 'rotation' | 'jigsaw';
  /** Relative to the folder of images, with forward slashes. */
  readonly path: string;
  /** The true class. */
  readonly truth: number;
  /** [classes], each 0..1; the five greatest and the truth's are written. */
  readonly probabilities: ArrayLike<number>;
  /** In the order in which the network sees them. */
  readonly fed: readonly FedImage[];
}

const mostSamplesPerEpoch = 32;
const mostImagesPerSample = 16;
const mostImagesPerRun = 1024;
const largestSidePx = 256;
const greatestProbabilities = 5;
const largestSamplesBytes = 1024 * 1024;

const index = z.number().int().min(0);
const probability = z.number().min(0).max(1);
const samplesSchema = z.object({
  formatVersion: z.literal(formatVersion),
  epoch: index,
  samples: z
    .array(
      z.object({
        task: z.enum(['rotation', 'jigsaw']),
        path: z.string(),
        classes: index,
        truth: index,
        truthProbability: probability,
        /** The most probable classes, the most probable first. */
        top: z.array(z.object({ label: index, probability })).max(greatestProbabilities),
        /** Names in `samples/images/`; null where the bound on images was reached. */
        fed: z
          .array(
            z
              .string()
              .regex(/^[0-9a-f]{24}\.webp$/)
              .nullable(),
          )
          .max(mostImagesPerSample),
      }),
    )
    .max(mostSamplesPerEpoch),
});
/** What `samples/epoch-0003.json` holds. */
type EpochSamples = z.infer<typeof samplesSchema>;

/** Where samples are. */
const samplesFolder = (runFolder: string): string => join(runFolder, 'samples');

/** Where the images of all epochs are. */
export const samplesImagesFolder = (runFolder: string): string =>
  join(samplesFolder(runFolder), 'images');

const samplesName = (epoch: number): string => `epoch-${String(epoch).padStart(4, '0')}.json`;

const samplesFile = (runFolder: string, epoch: number): string =>
  join(samplesFolder(runFolder), samplesName(epoch));

const greatest = (probabilities: readonly number[]): EpochSamples['samples'][number]['top'] =>
  probabilities
    .map((value, label) => ({ label, probability: value }))
    .sort((a, b) => b.probability - a.probability || a.label - b.label)
    .slice(0, greatestProbabilities);

const encodeImage = ({ widthPx, heightPx, pixels }: FedImage): Promise<Buffer> =>
  sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .resize(largestSidePx, largestSidePx, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 85 })
    .toBuffer();

const imageName = ({ widthPx, heightPx, pixels }: FedImage): string => {
  const hash = createHash('sha256').update(`${widthPx}x${heightPx}\n`).update(pixels);
  return `${hash.digest('hex').slice(0, 24)}.webp`;
};

/** Stores images below one folder, each once. */
const storeImage = async (
  image: FedImage,
  folder: string,
  stored: Set<string>,
  disk: Disk,
): Promise<string | null> => {
  const name = imageName(image);
  if (stored.has(name)) return name;
  if (stored.size >= mostImagesPerRun) return null;
  stored.add(name);
  const bytes = await encodeImage(image);
  await writeFileAtomically(join(folder, name), [bytes], bytes.byteLength, disk);
  return name;
};

/**
 * Writes the samples of one validation: at most 32 of them, with at most 16 images each, none larger
 * than 256 px, and at most 1,024 images in the whole run.
 * @param epoch finished epochs, from 1
 * @returns the file that describes them
 * @throws LabError `diskFull` or `notWritable`
 */
export const writeEpochSamples = async (
  runFolder: string,
  epoch: number,
  samples: readonly ValidationSample[],
  disk: Disk = nodeDisk,
): Promise<string> => {
  const folder = samplesImagesFolder(runFolder);
  await disk.makeFolder(folder).catch((error: unknown) => {
    throw explainWriteError(error, folder, 0);
  });
  const stored = new Set((await readdir(folder)).filter((name) => name.endsWith('.webp')));
  const described: EpochSamples['samples'] = [];
  for (const sample of samples.slice(0, mostSamplesPerEpoch)) {
    const { task, path, truth } = sample;
    // A softmax in float32 may exceed 1 by a rounding.
    const probabilities = Array.from(sample.probabilities, (value) => Math.min(1, value));
    const truthProbability = probabilities[truth];
    if (truthProbability === undefined) {
      const message = sentence(
        'Sample {0} has class {1} of {2} classes.',
        path,
        truth,
        probabilities.length,
      );
      throw new LabError('internal', message);
    }
    const fed: (string | null)[] = [];
    for (const image of sample.fed.slice(0, mostImagesPerSample)) {
      fed.push(await storeImage(image, folder, stored, disk));
    }
    const top = greatest(probabilities);
    const classes = probabilities.length;
    described.push({ task, path, classes, truth, truthProbability, top, fed });
  }
  const file = samplesFile(runFolder, epoch);
  await writeJsonAtomically(file, { formatVersion, epoch, samples: described }, disk);
  return file;
};

/**
 * Reads the samples of one validation, which may come from anyone; image names are plain names.
 * @throws LabError `runUnreadable`
 */
export const readEpochSamples = (runFolder: string, epoch: number): Promise<EpochSamples> =>
  readVersionedJson(samplesFile(runFolder, epoch), samplesSchema, largestSamplesBytes);

/** The epochs after which samples were kept, ascending, judged by the file names alone. */
export const listSampleEpochs = async (runFolder: string): Promise<number[]> => {
  const names = await readdir(samplesFolder(runFolder)).catch(() => []);
  const epochs = names.flatMap((name) => {
    const epoch = Number(/^epoch-(\d{4,15})\.json$/.exec(name)?.[1] ?? Number.NaN);
    return samplesName(epoch) === name ? [epoch] : [];
  });
  return epochs.sort((a, b) => a - b);
};

/** What a run read: its split, what it left out, and how large the images are. */
import type { SkippedFile } from '../protocol/run.js';
import type { RunImages } from '../protocol/runContents.js';
import { createEvenSample, evenlyChosen } from './data/evenSample.js';
import { measureSizes } from './data/measureSizes.js';
import { readImagesJson } from './runFolder/readImagesJson.js';
import { readRunJson, type SplitImage } from './runFolder/runFolder.js';

const mostSkipped = 1000;
const mostExamples = 200;
const mostSizes = 2000;

/**
 * Describes the images of a run. Counts come from its list; sizes are read from the files that are
 * still there, none when the folder of images is gone.
 * @throws LabError `runUnreadable`
 */
export const describeImages = async (runFolder: string): Promise<RunImages> => {
  const { folder } = await readRunJson(runFolder);
  const sides = { train: 0, validation: 0 };
  const skipped: SkippedFile[] = [];
  const subfolders = new Map<string, number>();
  const sample = createEvenSample<SplitImage>(mostSizes);
  let skippedTotal = 0;
  for await (const line of readImagesJson(runFolder)) {
    if (line.kind === 'skipped') {
      skippedTotal += 1;
      if (skipped.length < mostSkipped) skipped.push(line.file);
      continue;
    }
    const { path, side } = line.image;
    sides[side] += 1;
    sample.add(line.image);
    const end = path.indexOf('/');
    if (end === -1) continue;
    const subfolder = path.slice(0, end);
    subfolders.set(subfolder, (subfolders.get(subfolder) ?? 0) + 1);
  }
  const images = sample.items();
  return {
    folder,
    trainImages: sides.train,
    validationImages: sides.validation,
    skipped,
    skippedTotal,
    subfolders: Object.fromEntries(subfolders),
    examples: evenlyChosen(images, mostExamples).map(({ path, side }) => ({ path, side })),
    sizes: await measureSizes(
      folder,
      images.map(({ path }) => path),
    ),
  };
};

/** Where a run's network looks for its answer in some images, from the request to its result. */
import { resolve } from 'node:path';

import type {
  AttentionReport,
  ExplainImagesParams,
  ExplainedImage,
} from '../../../protocol/attention.js';
import { sentence } from '../../../protocol/sentence.js';
import { evenlyChosen } from '../../data/evenSample.js';
import { leadsOutOf } from '../../data/leadsOutOf.js';
import { scanFolder } from '../../data/scanFolder.js';
import { LabError } from '../../labError.js';
import { createRandom } from '../../random.js';
import { nodeDisk, writeFileAtomically } from '../../runFolder/atomicFile.js';
import { outFileAdvice, requirePlace } from '../../outFile.js';
import type { NetworkTask } from '../../training/pretextNetwork.js';
import { decodeSome } from '../decodeSome.js';
import { chooseBlock, pauseBetween, reportFeatures, type LookingWorld } from '../lookedAtFolder.js';
import { openTrunk, type OpenedTrunk } from '../openTrunk.js';
import { drawAttentionSheet } from './attentionSheet.js';
import { explainImage } from './explainImage.js';

/** @throws LabError `badArgument` when the run has no such head */
const chooseTask = (
  { heads, run, runFolder }: OpenedTrunk,
  wanted: ExplainImagesParams['task'],
): NetworkTask => {
  const found = heads.find(({ task }) => wanted === null || task.name === wanted);
  if (found !== undefined) return found;
  throw new LabError(
    'badArgument',
    sentence(
      'The run {0} was trained on {1}, so it has no answer to the task {2} that could be explained; name a run of that task.',
      runFolder,
      run.config.task,
      wanted ?? '',
    ),
  );
};

/** @throws LabError `badArgument` */
const requireInside = (folder: string, path: string): void => {
  if (leadsOutOf(folder, path)) {
    throw new LabError('badArgument', sentence('{0} is not in the folder {1}.', path, folder));
  }
};

/** @throws LabError `tooFewImages` when there is none to choose from, and those of scanning */
const choosePaths = async (
  folder: string,
  { paths, count }: ExplainImagesParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<string[]> => {
  if (paths !== null) {
    for (const path of paths) requireInside(folder, path);
    return [...paths];
  }
  const { index, skipped } = await scanFolder(folder, {
    onProgress: (done) => {
      world.report({ kind: 'dataProgress', phase: 'scan', done, total: null });
    },
    signal,
  });
  if (index.length === 0) {
    throw new LabError(
      'tooFewImages',
      sentence(
        'There is no readable image in {0}, and {1} files cannot be read; name a folder of JPEG, PNG, WebP, GIF, TIFF or AVIF files.',
        folder,
        skipped.length,
      ),
    );
  }
  const all = Array.from({ length: index.length }, (_, image) => index.path(image));
  return evenlyChosen(all.sort(), count);
};

/**
 * Explains what the network answers to some images of a folder. An image that cannot be read, or is not
 * there any more, comes back without a picture and says why.
 * @param signal gives up between two images; its reason is thrown
 * @throws LabError `badArgument` when there is no such task or block, or a path leads out of the folder,
 *   `tooFewImages`, `notWritable`, `diskFull`, those of opening a trunk and of scanning a folder
 */
export const explainImages = async (
  params: ExplainImagesParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<AttentionReport> => {
  const folder = resolve(params.folder);
  const outFile = params.outFile === null ? null : resolve(params.outFile);
  if (outFile !== null) await requirePlace(outFile);
  const opened = await openTrunk(params.runFolder, world, { withHeads: true });
  try {
    const { task, head } = chooseTask(opened, params.task);
    const block = chooseBlock(opened, params.block);
    const { trunk, step } = opened;
    const { seed, data } = opened.run.config;
    const paths = await choosePaths(folder, params, world, signal);
    const { sourceSizePx, classes } = task.layout;
    const options = { workers: params.workers, signal };
    const decoded = await decodeSome(folder, paths, sourceSizePx, data, world, options);
    const images: ExplainedImage[] = [];
    const onProgress = reportFeatures(world, paths.length);
    const pause = pauseBetween(signal);
    for (const [at, path] of paths.entries()) {
      const found = decoded[at];
      if (found === undefined) continue;
      if ('message' in found) {
        images.push({ path, picture: null, answers: [], tiles: null, message: found.message });
      } else {
        const random = createRandom(seed).split('attention', path);
        const subject = { task, head, trunk, block };
        const explained = await explainImage(found.image, subject, random, params.sidePx);
        images.push({ path, ...explained, message: null });
      }
      onProgress(at + 1);
      await pause();
    }
    const report = { folder, task: task.name, block, classes, step, images };
    const sheet = outFile === null ? null : await drawAttentionSheet(report);
    if (sheet === null || outFile === null) return { kind: 'attention', ...report, file: null };
    const { png } = sheet;
    await writeFileAtomically(outFile, [png], png.byteLength, nodeDisk, outFileAdvice);
    return { kind: 'attention', ...report, file: outFile };
  } finally {
    opened.dispose();
  }
};

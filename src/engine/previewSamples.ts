/** The contact sheet of a folder: what the network would be fed, as a picture. */
import { dirname, join } from 'node:path';
import { readFile } from 'node:fs/promises';

import type { EngineParams, EngineResult, ReportEvent } from '../protocol/engineProtocol.js';
import { defaultDataConfig, defaultRunConfig } from '../protocol/defaultConfig.js';
import type { RunConfig } from '../protocol/run.js';
import { decodeSquare } from './data/decodeImage.js';
import { scanFolder } from './data/scanFolder.js';
import { LabError } from './labError.js';
import { makeFolders } from './makeFolders.js';
import { renderContactSheet } from './pretext/contactSheet.js';
import type { SquareImage } from './pretext/pretextViews.js';
import { planTasks } from './pretext/tasks.js';
import { createRandom, shuffledIndices } from './random.js';
import { nodeDisk, writeFileAtomically } from './runFolder/atomicFile.js';
import { permutationSetOf } from './training/openRunData.js';

type PreviewParams = EngineParams<'previewSamples'>;

/** Up to `count` readable images, chosen by the seed. */
const chooseImages = async (
  { folder, count, seed }: PreviewParams,
  sizePx: number,
  report: ReportEvent,
): Promise<{ path: string; image: SquareImage }[]> => {
  const { index } = await scanFolder(folder, {
    onProgress: (done) => {
      report({ kind: 'dataProgress', phase: 'scan', done, total: null });
    },
  });
  const chosen: { path: string; image: SquareImage }[] = [];
  for (const i of shuffledIndices(index.length, createRandom(seed).split('preview'))) {
    if (chosen.length === count) break;
    const path = index.path(i);
    if (index.bytes(i) > defaultDataConfig.maxFileBytes) continue;
    const bytes = await readFile(join(folder, path)).catch(() => null);
    const outcome = bytes === null ? null : await decodeSquare(bytes, sizePx, defaultDataConfig);
    if (outcome?.ok === true) chosen.push({ path, image: { sizePx, pixels: outcome.pixels } });
  }
  if (chosen.length === 0) {
    throw new LabError('tooFewImages', `There is no readable image in ${folder} to preview.`);
  }
  return chosen;
};

/**
 * Writes the sheet to `outFile`.
 * @throws LabError `tooFewImages`, `notWritable`, `diskFull`, and those of scanning
 */
export const previewSamples = async (
  params: PreviewParams,
  report: ReportEvent,
): Promise<EngineResult<'previewSamples'>> => {
  const { task, seed, imageSizePx, rotation, jigsaw, outFile } = params;
  const base = defaultRunConfig(task);
  const config: RunConfig = { ...base, seed, imageSizePx, rotation, jigsaw };
  const permutationSet = permutationSetOf(config);
  const [plan] = planTasks(config, permutationSet);
  if (plan === undefined) throw new LabError('internal', `There is no plan for the task ${task}.`);
  const images = await chooseImages(params, plan.layout.sourceSizePx, report);
  const sheet = await renderContactSheet({
    images,
    spec: plan.spec,
    permutationSet,
    seed,
    mode: 'train',
  });
  await makeFolders(dirname(outFile)).catch(() => undefined);
  await writeFileAtomically(outFile, [sheet.png], sheet.png.byteLength, nodeDisk);
  return {
    kind: 'preview',
    file: outFile,
    widthPx: sheet.widthPx,
    heightPx: sheet.heightPx,
    images: images.map(({ path }) => path),
  };
};

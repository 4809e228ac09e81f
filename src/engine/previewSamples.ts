/** The contact sheet of a folder: what the network would be fed, as a picture. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ReportEvent } from '../protocol/engineEvents.js';
import type { EngineParams, EngineResult } from '../protocol/engineProtocol.js';
import { sentence } from '../protocol/sentence.js';
import { decodeSquare } from './data/decodeImage.js';
import { scanFolder } from './data/scanFolder.js';
import { LabError } from './labError.js';
import { outFileAdvice, requirePlace } from './outFile.js';
import { renderContactSheet } from './pretext/contactSheet.js';
import type { SquareImage } from './pretext/pretextViews.js';
import { stackSheets } from './pretext/sheet/layOutSheet.js';
import { planTasks } from './pretext/tasks.js';
import { createRandom, shuffledIndices } from './random.js';
import { nodeDisk, writeFileAtomically } from './runFolder/atomicFile.js';
import { permutationSetOf } from './training/openRunData.js';

type PreviewParams = EngineParams<'previewSamples'>;

/** Up to `count` readable images, chosen by the seed. */
const chooseImages = async (
  { folder, count, config }: PreviewParams,
  sizePx: number,
  report: ReportEvent,
): Promise<{ path: string; image: SquareImage }[]> => {
  const { index } = await scanFolder(folder, {
    onProgress: (done) => {
      report({ kind: 'dataProgress', phase: 'scan', done, total: null });
    },
  });
  const chosen: { path: string; image: SquareImage }[] = [];
  for (const i of shuffledIndices(index.length, createRandom(config.seed).split('preview'))) {
    if (chosen.length === count) break;
    const path = index.path(i);
    if (index.bytes(i) > config.data.maxFileBytes) continue;
    const bytes = await readFile(join(folder, path)).catch(() => null);
    const outcome = bytes === null ? null : await decodeSquare(bytes, sizePx, config.data);
    if (outcome?.ok === true) chosen.push({ path, image: { sizePx, pixels: outcome.pixels } });
  }
  if (chosen.length === 0) {
    throw new LabError(
      'tooFewImages',
      sentence('There is no readable image in {0} to preview.', folder),
    );
  }
  return chosen;
};

/**
 * Writes the sheet to `outFile`, in a folder that exists; with two tasks, one section below the other.
 * @throws LabError `tooFewImages`, `notWritable`, `diskFull`, and those of scanning
 */
export const previewSamples = async (
  params: PreviewParams,
  report: ReportEvent,
): Promise<EngineResult<'previewSamples'>> => {
  const { config, outFile } = params;
  await requirePlace(outFile);
  const permutationSet = permutationSetOf(config);
  const plans = planTasks(config, permutationSet);
  // Tasks that share a run share their source.
  const sourceSizePx = Math.max(...plans.map(({ layout }) => layout.sourceSizePx));
  const images = await chooseImages(params, sourceSizePx, report);
  const sheets = [];
  for (const { spec } of plans) {
    sheets.push(
      await renderContactSheet({ images, spec, permutationSet, seed: config.seed, mode: 'train' }),
    );
  }
  const sheet = await stackSheets(sheets);
  await writeFileAtomically(outFile, [sheet.png], sheet.png.byteLength, nodeDisk, outFileAdvice);
  return {
    kind: 'preview',
    file: outFile,
    widthPx: sheet.widthPx,
    heightPx: sheet.heightPx,
    images: images.map(({ path }) => path),
  };
};

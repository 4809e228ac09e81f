/** A run's network in other formats, in one folder with a model card. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { ExportFormat, ExportResult } from '../../protocol/exporting.js';
import type { EngineParams } from '../../protocol/engineProtocol.js';
import { sentence } from '../../protocol/sentence.js';
import { openImages } from '../evaluation/evaluationImages.js';
import { openCheckpoint, otherTensors, trunkOf } from '../evaluation/openTrunk.js';
import { LabError } from '../labError.js';
import { readImagesJson } from '../runFolder/readImagesJson.js';
import { makeCheckViews, type CheckViews } from './checkViews.js';
import { compareValues, type FileCheck } from './differences.js';
import { engineOutputs, type EngineOutputs } from './engineOutputs.js';
import {
  featuresDescription,
  readFeatures,
  requireImages,
  type FeatureWorld,
} from './exportFeatures.js';
import { createExportSubject, type ExportSubject } from './exportSubject.js';
import { decodeNpy } from './features/npy.js';
import { writeFeatures } from './features/writeFeatures.js';
import { loadingCode } from './loadingCode.js';
import { modelCard, type ImageCounts } from './modelCard.js';
import { exportOnnx } from './onnx/exportOnnx.js';
import { exportModule, exportWeights } from './pytorch/exportPytorch.js';
import { fillFolder, type StagedFolder } from './stagedFolder.js';
import { exportTfjs } from './tfjs/exportTfjs.js';

/** Rows of written features that are computed once more. */
const checkedRows = 8;
const featuresPrefix = 'features/';

/** What every format is written from and measured against. */
interface Export {
  readonly subject: ExportSubject;
  readonly checkViews: CheckViews;
  readonly reference: EngineOutputs;
}

const json = (value: unknown): Uint8Array[] => [Buffer.from(`${JSON.stringify(value, null, 2)}\n`)];

const countImages = async (runFolder: string): Promise<ImageCounts | null> => {
  const counts = { train: 0, validation: 0 };
  try {
    for await (const line of readImagesJson(runFolder)) {
      if (line.kind === 'image') counts[line.image.side] += 1;
    }
    return counts;
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
};

/** The features of the run's own images, and the first rows of each file computed once more. */
const exportOwnFeatures = async (
  { opened }: ExportSubject,
  staged: StagedFolder,
  world: FeatureWorld,
  signal: AbortSignal,
): Promise<FileCheck[]> => {
  const { folder, config } = opened.run;
  const { workers } = config.data;
  const trunk = trunkOf(opened, world);
  try {
    const dataset = await openImages(folder, trunk, world, { workers, signal });
    requireImages(dataset);
    const options = { blocks: null, poolGrid: 1, workers, signal };
    const matrices = await readFeatures(trunk, dataset, options, world);
    const description = featuresDescription(trunk, options.poolGrid);
    const files = { formats: ['npy'] as const, prefix: featuresPrefix, description };
    await writeFeatures(dataset, matrices, files, staged);
    const rows = Math.min(checkedRows, dataset.paths.length);
    const images = Int32Array.from({ length: rows }, (_, i) => i);
    const again = await readFeatures(trunk, dataset, { ...options, images }, world);
    const checks: FileCheck[] = [];
    for (const { name, dimension, values } of again) {
      const file = `${featuresPrefix}${name}.npy`;
      const read = decodeNpy(await readFile(staged.pathOf(file)));
      const expected = { shape: [rows, dimension], data: values };
      const data = read.values.subarray(0, rows * dimension);
      const compared = sentence(
        'the first {0} rows read back, with the same images computed again',
        rows,
      );
      const actual = { shape: [rows, ...read.shape.slice(1)], data };
      checks.push(compareValues(file, compared, [{ expected, actual }]));
    }
    return checks;
  } finally {
    trunk.dispose();
  }
};

const writeFormat = async (
  format: ExportFormat,
  { subject, reference, checkViews }: Export,
  staged: StagedFolder,
  world: FeatureWorld,
  signal: AbortSignal,
): Promise<FileCheck[]> => {
  switch (format) {
    case 'onnx':
      return exportOnnx(subject, reference, staged);
    case 'safetensors':
      return [await exportWeights(subject, reference, checkViews, staged)];
    case 'pytorch':
      await exportModule(subject, staged);
      return [await exportWeights(subject, reference, checkViews, staged)];
    case 'tfjs':
      return [await exportTfjs(subject, reference, staged)];
    case 'features':
      return exportOwnFeatures(subject, staged, world, signal);
  }
};

/** PyTorch brings its weights with it. */
const withoutRepetition = (formats: readonly ExportFormat[]): ExportFormat[] =>
  [...new Set(formats)].filter(
    (format) => format !== 'safetensors' || !formats.includes('pytorch'),
  );

const writeDescriptions = async (
  { opened, preprocessing, heads }: ExportSubject,
  staged: StagedFolder,
): Promise<void> => {
  const tasks = Object.fromEntries(heads.map((one) => [one.head.task, one.preprocessing]));
  await staged.write('preprocessing.json', json({ trunk: preprocessing, ...tasks }));
  const { permutationSet } = opened;
  if (permutationSet === null) return;
  const { grid, permutations } = permutationSet;
  await staged.write('permutations.json', [Buffer.from(JSON.stringify({ grid, permutations }))]);
};

const prepare = async (runFolder: string, world: FeatureWorld): Promise<Export> => {
  const opened = await openCheckpoint(runFolder, world);
  const subject = createExportSubject(opened, world.versions['pretextLab'] ?? 'unknown');
  const checkViews = await makeCheckViews(opened);
  try {
    const reference = await engineOutputs(opened, subject.weights, checkViews);
    return { subject, checkViews, reference };
  } catch (error) {
    throw otherTensors(opened.checkpoint, error);
  }
};

/**
 * Writes a run's network into a new or empty folder, reads every file back, and compares it with what
 * the engine computes in float32.
 * @throws LabError `noCheckpoint`, `checkpointCorrupt`, `runUnreadable`, `notWritable`, `diskFull`,
 *   `internal` when a file does not compute what the engine computes; those of the folder of images when
 *   its features are wanted; the signal's reason when aborted. Nothing is then left behind.
 */
export const exportRun = async (
  params: EngineParams<'exportRun'>,
  world: FeatureWorld,
  signal: AbortSignal,
): Promise<ExportResult> => {
  const folder = resolve(params.outFolder);
  const formats = withoutRepetition(params.formats);
  const exported = await prepare(params.runFolder, world);
  const { subject, checkViews } = exported;
  const { images, areReal } = checkViews;
  return fillFolder(folder, world.disk, async (staged) => {
    const checks: FileCheck[] = [];
    for (const format of formats) {
      signal.throwIfAborted();
      checks.push(...(await writeFormat(format, exported, staged, world, signal)));
    }
    await writeDescriptions(subject, staged);
    const card = modelCard({
      subject,
      images: await countImages(subject.opened.runFolder),
      formats,
      files: ['README.md', ...staged.names],
      checks,
      checkedOn: areReal ? `${images} images of the run` : `${images} made-up images`,
    });
    await staged.write('README.md', [Buffer.from(card)]);
    return {
      kind: 'export',
      folder,
      files: staged.names.map((name) => join(folder, name)),
      fileBytes: [...staged.bytes],
      loading: formats.map((format) => loadingCode(format, subject)),
      maxAbsoluteDifference: Math.max(...checks.map((check) => check.maxAbsoluteDifference)),
      checks,
      checkedOn: { images, areReal },
    };
  });
};

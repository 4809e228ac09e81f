/** What to export, and where to: the forms as they are filled in, and the requests made of them. */
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { exportFormatSchema, featureFormatSchema } from '../../../src/protocol/exporting.js';
import { parseWholeNumber } from '../../parts/parseText.js';
import { t } from '../../text.js';

export const exportFormSchema = z.object({
  formats: z.array(exportFormatSchema),
  outFolder: z.string().nullable(),
});
export type ExportForm = z.infer<typeof exportFormSchema>;

export const initialExportForm: ExportForm = { formats: ['onnx'], outFolder: null };

export const featuresFormSchema = z.object({
  folder: z.string().nullable(),
  formats: z.array(featureFormatSchema),
  outFolder: z.string().nullable(),
  /** Null for all blocks. */
  block: z.string().nullable(),
  poolGrid: z.string(),
});
/** The form as it is filled in; numbers as they are typed. */
export type FeaturesForm = z.infer<typeof featuresFormSchema>;

export const initialFeaturesForm: FeaturesForm = {
  folder: null,
  formats: ['npy'],
  outFolder: null,
  block: null,
  poolGrid: '1',
};

export const parsePoolGrid = (text: string) => parseWholeNumber(text, 1, 64);

export const exportObstacle = ({ formats, outFolder }: ExportForm): string | null => {
  if (formats.length === 0) return t('Choose a format first.');
  return outFolder === null ? t('Choose a folder to write into first.') : null;
};

/** @returns null when something is wrong with the form */
export const exportRequest = (form: ExportForm): RequestOf<'exportRun'> | null => {
  const { formats, outFolder } = form;
  if (outFolder === null || exportObstacle(form) !== null) return null;
  return { name: 'exportRun', params: { formats, outFolder } };
};

export const featuresObstacle = ({
  folder,
  formats,
  outFolder,
  poolGrid,
}: FeaturesForm): string | null => {
  if (folder === null) return t('Choose a folder of images first.');
  if (formats.length === 0) return t('Choose a format first.');
  if (outFolder === null) return t('Choose a folder to write into first.');
  const { error } = parsePoolGrid(poolGrid);
  return error === null ? null : t('{0}: {1}', t('Cells along each side'), error);
};

/** @returns null when something is wrong with the form */
export const featuresRequest = (form: FeaturesForm): RequestOf<'exportFeatures'> | null => {
  const { folder, formats, outFolder, block } = form;
  const poolGrid = parsePoolGrid(form.poolGrid).value;
  if (featuresObstacle(form) !== null) return null;
  if (folder === null || outFolder === null || poolGrid === null) return null;
  const blocks = block === null ? null : [block];
  return { name: 'exportFeatures', params: { folder, formats, outFolder, blocks, poolGrid } };
};

/** What to rank, and by what: the form as it is filled in, and the request that is made of it. */
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import {
  anomalyScoreNameSchema,
  defaultNeighbors,
  type AnomalyScoreName,
} from '../../../src/protocol/findings.js';
import { formatFixed } from '../../parts/format.js';
import { parseWholeNumber } from '../../parts/parseText.js';
import { t } from '../../text.js';

export const anomalyFormSchema = z.object({
  folder: z.string().nullable(),
  rankBy: anomalyScoreNameSchema.nullable(),
  neighbors: z.string(),
  block: z.string().nullable(),
  /** Names by commas. */
  normal: z.string(),
  anomalous: z.string(),
  labelsFile: z.string().nullable(),
});
/** The form as it is filled in; numbers and lists as they are typed. */
export type AnomalyForm = z.infer<typeof anomalyFormSchema>;

export const initialAnomalyForm: AnomalyForm = {
  folder: null,
  rankBy: null,
  neighbors: String(defaultNeighbors),
  block: null,
  normal: '',
  anomalous: '',
  labelsFile: null,
};

export const parseNeighbors = (text: string) => parseWholeNumber(text, 1, 1000);

const namesOf = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** What is wrong with the form, or null. */
export const anomalyObstacle = (form: AnomalyForm): string | null => {
  if (form.folder === null) return t('Choose a folder of images first.');
  const { error } = parseNeighbors(form.neighbors);
  if (error !== null) return t('{0}: {1}', t('Neighbours'), error);
  const isNamed = namesOf(form.normal).length + namesOf(form.anomalous).length > 0;
  return form.labelsFile !== null && !isNamed
    ? t('Say which labels of the file are normal, or which are anomalous.')
    : null;
};

/** @returns null when something is wrong with the form */
export const anomalyRequest = (form: AnomalyForm): RequestOf<'findAnomalies'> | null => {
  const { folder, rankBy, block, labelsFile } = form;
  const neighbors = parseNeighbors(form.neighbors).value;
  if (folder === null || neighbors === null || anomalyObstacle(form) !== null) return null;
  const normal = namesOf(form.normal);
  const anomalous = namesOf(form.anomalous);
  const truth = normal.length + anomalous.length === 0 ? null : { labelsFile, normal, anomalous };
  return { name: 'findAnomalies', params: { folder, rankBy, neighbors, block, truth } };
};

/** A score of either kind, with three decimals. */
export const formatScore = (score: number): string => formatFixed(score, 3);

/** What a score is, on its own: on an axis, above a column. */
export const scoreName = (score: AnomalyScoreName): string => {
  switch (score) {
    case 'rotation':
      return t('Doubt of the rotation head (nats)');
    case 'neighbors':
      return t('Distance to the nearest training images');
  }
};

/** What the form calls its fields and options, and what it says of them. */
import {
  permutationMethodSchema,
  quarterTurnsSchema,
  type PresetName,
  type RunConfig,
} from '../../src/protocol/run.js';
import { methodName, turnsName } from '../lab/run/configWords.js';
import { t } from '../text.js';
import type { FieldName } from './formFields.js';

export const fieldLabel = (field: FieldName): string => {
  switch (field) {
    case 'length':
      return t('Ends after');
    case 'epochs':
      return t('Epochs');
    case 'budgetMinutes':
      return t('Minutes');
    case 'imageSizePx':
      return t('Image size (px)');
    case 'permutations':
      return t('Permutations');
    case 'batchSize':
      return t('Batch (images)');
    case 'precision':
      return t('Precision');
    case 'seed':
      return t('Seed');
    case 'grid':
      return t('Grid');
    case 'permutationMethod':
      return t('Permutations chosen by');
    case 'permutationsPerImage':
      return t('Permutations per image');
    case 'turns':
      return t('Quarter turns');
    case 'learningRate':
      return t('Learning rate');
    case 'grayPercent':
      return t('Grey images (%)');
    case 'channelShiftPx':
      return t('Channel shift (px)');
    case 'overfitImages':
      return t('Overfit check (images)');
    case 'randomGap':
      return t('Random gap between tiles');
    case 'normaliseTiles':
      return t('Normalise each tile');
  }
};

export const presetHint = (preset: PresetName): string => {
  switch (preset) {
    case 'rotation-small':
      return t('Six layers; learns within minutes on a processor.');
    case 'rotation-medium':
      return t('Six wider layers; takes a quarter of an hour or more and learns better features.');
    case 'rotation-paper-3':
    case 'rotation-paper-4':
    case 'rotation-paper-5':
      return t('Network in network, as in the paper; takes hours on a processor.');
    case 'jigsaw-small':
      return t('Four layers; learns within minutes on a processor.');
    case 'jigsaw-paper':
      return t('The context-free network with batch norm; takes hours on a processor.');
    case 'jigsaw-paper-plain':
      return t('The context-free network without batch norm; may take long before it learns.');
  }
};

export interface Option {
  readonly value: string;
  readonly label: string;
}

export const lengthOptions = (): Option[] => [
  { value: 'epochs', label: t('Epochs') },
  { value: 'budget', label: t('Time') },
];

export const precisionOptions = (): Option[] => [
  { value: 'auto', label: t('Automatic') },
  { value: 'float32', label: 'float32' },
  { value: 'bfloat16', label: 'bfloat16' },
];

export const gridOptions = (): Option[] =>
  [2, 3, 4].map((grid) => ({ value: String(grid), label: `${grid}×${grid}` }));

export const methodOptions = (): Option[] =>
  permutationMethodSchema.options.map((method) => ({ value: method, label: methodName(method) }));

export const turnsOptions = (): Option[] =>
  quarterTurnsSchema.options.map((turns) => ({ value: turns, label: turnsName(turns) }));

/** Network inputs of a step. */
export const viewsPerStep = ({ task, batchSize, rotation, jigsaw }: RunConfig): number => {
  const turns = task === 'jigsaw' ? 0 : rotation.turns === 'all' ? 4 : 2;
  const tiles = task === 'rotation' ? 0 : jigsaw.grid ** 2;
  return batchSize * (turns + tiles);
};

/** What a puzzle of a size is cut into. */
export const cellsText = ({ imageSizePx, jigsaw: { grid } }: RunConfig): string => {
  const cellPx = Math.floor(imageSizePx / grid);
  const left = imageSizePx - cellPx * grid;
  const cells = t('{0}×{0} cells of {1} px', grid, cellPx);
  return left === 0 ? cells : t('{0}; {1} px are left over', cells, left);
};

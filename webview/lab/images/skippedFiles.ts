/** Files that a run left out, by reason. */
import type { SkippedFile } from '../../../src/protocol/run.js';
import { t } from '../../text.js';

export type SkipCode = SkippedFile['code'];

export interface SkipGroup {
  readonly code: SkipCode;
  readonly files: readonly SkippedFile[];
}

/** Groups by reason, the most frequent first; within a group in the order of the list. */
export const groupSkipped = (files: readonly SkippedFile[]): SkipGroup[] => {
  const groups = new Map<SkipCode, SkippedFile[]>();
  for (const file of files) {
    const group = groups.get(file.code);
    if (group === undefined) groups.set(file.code, [file]);
    else group.push(file);
  }
  return [...groups]
    .map(([code, members]) => ({ code, files: members }))
    .sort((a, b) => b.files.length - a.files.length);
};

/** Why files of a group were left out. */
export const skipReason = (code: SkipCode): string => {
  switch (code) {
    case 'unsupportedFormat':
      return t('A format that cannot be read');
    case 'svgRefused':
      return t('An SVG drawing, not a photo');
    case 'tooManyPixels':
      return t('Too many pixels');
    case 'tooManyBytes':
      return t('Too large a file');
    case 'emptyFile':
      return t('An empty file');
    case 'unreadable':
      return t('Cannot be read');
    case 'corrupt':
      return t('Damaged');
    case 'decodeTimeout':
      return t('Decoding took too long');
  }
};

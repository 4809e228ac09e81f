/** What an audit measured, row by row: the puzzles as validated, then each change of them. */
import type { Accuracy } from '../../../src/protocol/evaluation.js';
import type { AuditReport, AuditTest, AuditTestName } from '../../../src/protocol/audit.js';
import { t } from '../../text.js';

export interface AuditRow {
  readonly name: string;
  readonly accuracy: Accuracy;
  /** Null for the puzzles that nothing was changed about. */
  readonly test: AuditTest | null;
}

const testName = (name: AuditTestName): string => {
  switch (name) {
    case 'touching':
      return t('Tiles touch');
    case 'centred':
      return t('Tiles at the same distance');
    case 'randomGap':
      return t('Tiles moved at random');
    case 'grey':
      return t('Images in grey');
    case 'shiftedChannels':
      return t('Red and blue shifted');
    case 'withoutNormalisation':
      return t('Tiles not normalised');
    case 'equalTiles':
      return t('Tiles equally bright');
  }
};

export const auditRows = ({ unchanged, tests }: AuditReport): readonly AuditRow[] => [
  { name: t('As validated'), accuracy: unchanged, test: null },
  ...tests.map((test) => ({ name: testName(test.name), accuracy: test.accuracy, test })),
];

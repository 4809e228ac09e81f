/** The result of `audit` as readable text. Pure. */
import type { AuditReport, AuditTestName } from '../protocol/audit.js';
import { inEnglish } from '../protocol/sentence.js';
import {
  formatAmount,
  formatDuration,
  formatInterval,
  formatPairs,
  formatPercent,
  formatShare,
  formatTable,
} from './format.js';

const testWords: Readonly<Record<AuditTestName, string>> = {
  touching: 'tiles touch',
  centred: 'tiles at the same distance',
  randomGap: 'tiles moved at random',
  grey: 'in grey',
  shiftedChannels: 'red and blue shifted',
  withoutNormalisation: 'tiles not normalised',
  equalTiles: 'tiles equally bright',
};

const signed = (share: number): string => `${share < 0 ? '' : '+'}${formatShare(share)}`;

/** By which shortcuts puzzles are solved. */
export const auditText = (report: AuditReport): string => {
  const { images, puzzlesPerImage, unchanged, tests, leastChange } = report;
  const whose = report.heldOut ? 'held out by the run, of' : 'of';
  const rows = tests.map(({ name, accuracy, difference, givenAwayBy, leans }) => [
    testWords[name],
    formatShare(accuracy.accuracy),
    formatInterval(accuracy),
    signed(difference.mean),
    `${signed(difference.low)} to ${signed(difference.high)}`,
    givenAwayBy,
    leans ? 'yes' : 'no',
  ]);
  return [
    inEnglish(report.conclusion),
    formatPairs([
      ['run folder', report.runFolder],
      [
        'after',
        `${formatAmount(report.epoch, 'epoch', 'epochs')}, ${formatDuration(report.elapsedMs)} of testing`,
      ],
      ['images', `${formatAmount(images, 'image', 'images')} ${whose} ${report.folder}`],
      ['puzzles', `${puzzlesPerImage} of each image, the same in every test`],
      ['chance', formatPercent(report.chance)],
    ]),
    `Puzzles solved in per cent; a shortcut is given away by a rise or a fall of at least ${formatShare(leastChange)} points`,
    formatTable(
      ['puzzles', 'solved', '95 %', 'change', '95 %', 'told by', 'leans'],
      [
        [
          'as validated',
          formatShare(unchanged.accuracy),
          formatInterval(unchanged),
          '',
          '',
          '',
          '',
        ],
        ...rows,
      ],
    ),
  ].join('\n\n');
};

/** What the tests of an audit say together. Pure. */
import type { AuditReport, AuditTest } from '../../../protocol/audit.js';
import { sentence, type Sentence } from '../../../protocol/sentence.js';

/** A change of accuracy below this is no leaning, however sure it is. */
export const leastChange = 0.05;

/** Whether a change is as large as that, surely, and in the direction that tells. */
export const givesAway = ({
  difference: { mean, low, high },
  givenAwayBy,
}: Pick<AuditTest, 'difference' | 'givenAwayBy'>): boolean => {
  // As it is shown, to a tenth of a point.
  const shown = Math.round(1000 * mean) / 1000;
  return givenAwayBy === 'rise'
    ? shown >= leastChange && low > 0
    : shown <= -leastChange && high < 0;
};

const points = (share: number): string => (100 * Math.abs(share)).toFixed(1);

const leaningOn = ({ name, difference }: AuditTest): Sentence => {
  const change = points(difference.mean);
  switch (name) {
    case 'touching':
      return sentence(
        'The features lean on edges that continue from tile to tile: accuracy rises by {0} points when the tiles touch, which they never did in training.',
        change,
      );
    case 'centred':
      return sentence(
        'The features lean on exact positions: accuracy rises by {0} points when all tiles keep the same distance, so that lines go on where they are expected.',
        change,
      );
    case 'randomGap':
      return sentence(
        'The features lean on exact positions, such as lines that go on from tile to tile: accuracy falls by {0} points when each tile is moved at random within its cell; train with the random gap.',
        change,
      );
    case 'grey':
      return sentence(
        'The features lean on colour: accuracy falls by {0} points when the images are grey; show more of them in grey while training (--gray-share).',
        change,
      );
    case 'shiftedChannels':
      return sentence(
        'The features lean on how the colour channels lie on each other, by which a lens gives away where in a picture a tile was: accuracy falls by {0} points when red and blue are shifted; train with a larger channel shift (--channel-shift).',
        change,
      );
    case 'withoutNormalisation':
      return sentence(
        'The features lean on the brightness and contrast of tiles: accuracy rises by {0} points when tiles keep their own.',
        change,
      );
    case 'equalTiles':
      return sentence(
        'The features lean on the brightness and contrast of tiles: accuracy falls by {0} points when all tiles get the same; train with tile normalisation.',
        change,
      );
  }
};

/** One sentence: the strongest leaning, that there is none, or that there is nothing to be seen. */
export const concludeAudit = ({
  unchanged,
  chance,
  tests,
}: Pick<AuditReport, 'unchanged' | 'chance' | 'tests'>): Sentence => {
  if (unchanged.accuracy < chance + leastChange) {
    return sentence(
      'The run solves {0} of the puzzles, where guessing solves {1}: it has learnt too little for shortcuts to show; train it longer.',
      `${points(unchanged.accuracy)} %`,
      `${points(chance)} %`,
    );
  }
  const [strongest] = tests
    .filter(({ leans }) => leans)
    .sort((a, b) => Math.abs(b.difference.mean) - Math.abs(a.difference.mean));
  return strongest === undefined
    ? sentence(
        'No shortcut shows: no test changes the accuracy by {0} points or more in the direction that would give one away.',
        points(leastChange),
      )
    : leaningOn(strongest);
};

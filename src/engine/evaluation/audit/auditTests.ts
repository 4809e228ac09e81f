/**
 * How puzzles are changed to see by what they are solved (Noroozi & Favaro 2016, section 4.2, on
 * shortcuts). Each test brings a cue back that training took away, or takes one away that was there.
 * Only one direction of each gives a leaning away: puzzles that a network has never seen may be harder
 * for it for no other reason than that.
 */
import type { AuditTest, AuditTestName } from '../../../protocol/audit.js';
import type { JigsawViewsSpec } from '../../pretext/jigsaw/jigsawSpec.js';

export interface PuzzleTest {
  readonly name: AuditTestName;
  readonly givenAwayBy: AuditTest['givenAwayBy'];
  readonly spec: JigsawViewsSpec;
}

/** @param spec of the run's own validation */
export const planTests = (spec: JigsawViewsSpec): PuzzleTest[] => {
  const { grid, tileSizePx, cropSizePx, normaliseTiles, channelShiftPx } = spec;
  const tests: PuzzleTest[] = [];
  if (grid * tileSizePx < cropSizePx) {
    if (spec.randomGap && spec.augment) {
      const still = { ...spec, randomGap: false };
      tests.push(
        // Cells as large as tiles leave no gap between them, at the same scale.
        {
          name: 'touching',
          givenAwayBy: 'rise',
          spec: { ...still, cropSizePx: grid * tileSizePx },
        },
        { name: 'centred', givenAwayBy: 'rise', spec: still },
      );
    } else {
      const moving = { ...spec, randomGap: true, augment: true };
      tests.push({ name: 'randomGap', givenAwayBy: 'fall', spec: moving });
    }
  }
  const shifted = { ...spec, channelShiftPx: Math.max(1, channelShiftPx) };
  tests.push(
    { name: 'grey', givenAwayBy: 'fall', spec: { ...spec, without: 'colours' } },
    { name: 'shiftedChannels', givenAwayBy: 'fall', spec: { ...shifted, without: 'registration' } },
    normaliseTiles
      ? {
          name: 'withoutNormalisation',
          givenAwayBy: 'rise',
          spec: { ...spec, normaliseTiles: false },
        }
      : {
          name: 'equalTiles',
          givenAwayBy: 'fall',
          spec: { ...spec, without: 'tileStatistics' },
        },
  );
  return tests;
};

/** Finding runs among those that are listed. */
import type { ListedGroup, ListedRun } from '../../../src/protocol/runListing.js';
import { formatDateTime, formatPercent } from '../../parts/format.js';
import { phaseName, presetName } from '../../parts/runWords.js';
import { t } from '../../text.js';

/** What is told of a run beside its name. */
export const detailsOf = ({ preset, state, epoch, validation, createdAt }: ListedRun): string =>
  [
    presetName(preset),
    epoch === 1 ? t('1 epoch') : t('{0} epochs', epoch),
    ...(validation === null ? [] : [formatPercent(validation.accuracy)]),
    ...(state === 'completed' ? [] : [phaseName(state === 'running' ? 'training' : state)]),
    formatDateTime(createdAt),
  ].join(' · ');

/** Runs whose name, folder or details hold all words of the filter. */
export const filterGroups = (
  groups: readonly ListedGroup[],
  filter: string,
): readonly ListedGroup[] => {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      runs: group.runs.filter((run) => {
        const text = `${group.path ?? ''} ${run.runFolder} ${detailsOf(run)}`.toLocaleLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ runs }) => runs.length > 0);
};

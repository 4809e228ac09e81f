/** The list in which runs are ticked, by the folder that they are in. */
import { html, type TemplateResult } from 'lit';

import {
  mostCompared,
  type ListedGroup,
  type ListedRun,
} from '../../../src/protocol/runListing.js';
import { button, checkbox, textField } from '../../parts/controls.js';
import { formatDateTime, formatPercent } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { shortenPath } from '../../parts/pathText.js';
import { phaseName, presetName } from '../../parts/runWords.js';
import { t } from '../../text.js';
import { runName } from './shownRuns.js';

/** Runs that are listed at most; the filter finds the others. */
const mostListed = 200;

/** What is told of a run beside its name. */
const detailsOf = ({ preset, state, epoch, validation, createdAt }: ListedRun): string =>
  [
    presetName(preset),
    t('{0} epochs', epoch),
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

const groupName = ({ kind, path }: ListedGroup): string => {
  switch (kind) {
    case 'folder':
      return shortenPath(path ?? '', 70);
    case 'common':
      return t('All runs');
    case 'chosen':
      return t('Other run folders');
  }
};

export interface PickerOptions {
  readonly groups: readonly ListedGroup[];
  readonly chosen: readonly string[];
  /** The run folder that the Lab shows, or null. */
  readonly shown: string | null;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly onTick: (runFolder: string, isTicked: boolean) => void;
  /** Opens the dialog. */
  readonly onOther: () => void;
}

const runRow = (run: ListedRun, options: PickerOptions): TemplateResult => {
  const { runFolder } = run;
  const isTicked = options.chosen.includes(runFolder);
  return html`<li class="listed-run">
    ${checkbox({
      label: runName(runFolder),
      checked: isTicked,
      disabled: !isTicked && options.chosen.length >= mostCompared,
      onChange: (ticked) => options.onTick(runFolder, ticked),
    })}
    <span class="muted" title=${runFolder}
      >${detailsOf(run)}${runFolder === options.shown ? ` · ${t('shown in the Lab')}` : null}</span
    >
  </li>`;
};

const groupList = (group: ListedGroup, options: PickerOptions, most: number): TemplateResult => html`
  <div class="listed-group">
    <h3 title=${group.path ?? ''}>${icon('folderOpened')} ${groupName(group)}</h3>
    ${group.problem === null ? null : html`<p class="muted">${group.problem}</p>`}
    <ul>
      ${group.runs.slice(0, most).map((run) => runRow(run, options))}
    </ul>
  </div>
`;

export const runPicker = (options: PickerOptions): TemplateResult => {
  const found = filterGroups(options.groups, options.filter).filter(
    ({ runs, problem }) => runs.length > 0 || problem !== null,
  );
  let left = mostListed;
  const lists = found.map((group) => {
    const list = groupList(group, options, Math.max(0, left));
    left -= group.runs.length;
    return list;
  });
  return html`<div class="picker">
    <div class="picker-tools">
      ${textField({ label: t('Filter runs'), value: options.filter, onInput: options.onFilter })}
      ${button({
        label: t('Choose another run folder…'),
        icon: 'folderOpened',
        appearance: 'secondary',
        onClick: options.onOther,
      })}
    </div>
    ${
      options.chosen.length >= mostCompared
        ? html`<p class="muted">
            ${t('{0} runs are compared, which is the most that can be told apart.', mostCompared)}
          </p>`
        : null
    }
    <div class="picker-list" role="group" aria-label=${t('Runs to compare')}>
      ${lists.length === 0 ? html`<p class="muted">${t('No run is found by this filter.')}</p>` : lists}
      ${left < 0 ? html`<p class="muted">${t('The filter finds more runs.')}</p>` : null}
    </div>
  </div>`;
};

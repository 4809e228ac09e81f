/** The list in which runs are ticked, by the folder that they are in. */
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import {
  mostCompared,
  type ListedGroup,
  type ListedRun,
} from '../../../src/protocol/runListing.js';
import { button, checkbox, textField } from '../../parts/controls.js';
import { icon } from '../../parts/icons.js';
import { shortenPath } from '../../parts/pathText.js';
import { t } from '../../text.js';
import { detailsOf, filterGroups } from './runFilter.js';
import { runName } from './shownRuns.js';

/** Runs that are listed at most; the filter finds the others. */
const mostListed = 200;

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

const groupList = (
  group: ListedGroup,
  options: PickerOptions,
  most: number,
): TemplateResult => html`
  <div class="listed-group">
    <h3 title=${group.path ?? ''}>${icon('folderOpened')} ${groupName(group)}</h3>
    ${group.problem === null ? null : html`<p class="muted">${group.problem}</p>`}
    <ul>
      ${
        // A box that turned to another run would tell that it was ticked.
        repeat(
          group.runs.slice(0, most),
          ({ runFolder }) => runFolder,
          (run) => runRow(run, options),
        )
      }
    </ul>
  </div>
`;

export const runPicker = (options: PickerOptions): TemplateResult => {
  const found = filterGroups(options.groups, options.filter).filter(
    ({ runs, problem }) => runs.length > 0 || problem !== null,
  );
  const counts = found.map(({ runs }) => runs.length);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
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
      ${found.length === 0 ? html`<p class="muted">${t('No run is found by this filter.')}</p>` : null}
      ${repeat(
        found,
        ({ kind, path }) => `${kind} ${path ?? ''}`,
        (group, at) =>
          groupList(group, options, Math.max(0, mostListed - sum(counts.slice(0, at)))),
      )}
      ${sum(counts) > mostListed ? html`<p class="muted">${t('The filter finds more runs.')}</p>` : null}
    </div>
  </div>`;
};

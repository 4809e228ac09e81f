/** The runs that are compared: number, line, name, and a button that leaves the run out. */
import { html, type TemplateResult } from 'lit';

import { button } from '../../parts/controls.js';
import { t } from '../../text.js';
import { runMark } from './runCell.js';
import { runName } from './shownRuns.js';

export const chosenList = (
  chosen: readonly string[],
  shown: string | null,
  onLeaveOut: (runFolder: string) => void,
): TemplateResult => html`
  <ul class="chosen" aria-label=${t('Compared runs')}>
    ${chosen.map(
      (runFolder, at) =>
        html`<li title=${runFolder}>
          ${runMark(at + 1)}<span class="chosen-name">${runName(runFolder)}</span>${
            runFolder === shown ? html`<span class="muted">${t('shown in the Lab')}</span>` : null
          }${button({
            label: t('Leave out {0}', runName(runFolder)),
            icon: 'close',
            appearance: 'icon',
            onClick: () => onLeaveOut(runFolder),
          })}
        </li>`,
    )}
  </ul>
`;

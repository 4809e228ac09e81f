/** The row of tabs: one stop for the Tab key, arrow keys move between them. */
import { css, html, nothing, type CSSResult, type TemplateResult } from 'lit';

import { labTabSchema, type LabTab } from '../../src/protocol/labProtocol.js';
import { t } from '../text.js';

const tabName = (tab: LabTab): string => {
  switch (tab) {
    case 'curves':
      return t('Curves');
    case 'puzzles':
      return t('Puzzles');
    case 'rotations':
      return t('Rotations');
    case 'permutations':
      return t('Permutations');
    case 'images':
      return t('Images');
    case 'probe':
      return t('Probe');
    case 'anomalies':
      return t('Anomalies');
    case 'search':
      return t('Search');
    case 'export':
      return t('Export');
    case 'map':
      return t('Map');
    case 'filters':
      return t('Filters');
    case 'run':
      return t('Run');
    case 'compare':
      return t('Compare');
  }
};

export const tabId = (tab: LabTab): string => `tab-${tab}`;
export const tabPanelId = 'tab-panel';

/** The tab that a key leads to, or null when the key does not move between tabs. */
const tabByKey = (from: LabTab, key: string): LabTab | null => {
  const tabs = labTabSchema.options;
  const at = tabs.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return tabs[(at + 1) % tabs.length] ?? null;
    case 'ArrowLeft':
      return tabs[(at + tabs.length - 1) % tabs.length] ?? null;
    case 'Home':
      return tabs[0] ?? null;
    case 'End':
      return tabs.at(-1) ?? null;
    default:
      return null;
  }
};

export const tabBarStyles: CSSResult = css`
  [role='tablist'] {
    display: flex;
    gap: 2px;
    padding: 0 10px;
    overflow-x: auto;
    scrollbar-width: thin;
    border-bottom: 1px solid var(--line);
  }
  [role='tab'] {
    flex: none;
    padding: 8px 6px 6px;
    border: 0;
    border-bottom: 2px solid transparent;
    background: none;
    color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-foreground));
    font: inherit;
    cursor: pointer;
  }
  [role='tab']:hover,
  [role='tab'][aria-selected='true'] {
    color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
  }
  [role='tab'][aria-selected='true'] {
    border-bottom-color: var(--vscode-panelTitle-activeBorder, currentColor);
  }
  [role='tab']:focus-visible {
    outline-offset: -2px;
  }
`;

/** @param onChoose receives the tab that the user turns to */
export const tabBar = (chosen: LabTab, onChoose: (tab: LabTab) => void): TemplateResult => {
  const onKeydown = (event: KeyboardEvent): void => {
    const tab = tabByKey(chosen, event.key);
    if (tab === null || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    onChoose(tab);
    event.currentTarget.querySelector<HTMLElement>(`#${tabId(tab)}`)?.focus();
  };
  return html`
    <div role="tablist" aria-label=${t('Parts of the Lab')} @keydown=${onKeydown}>
      ${labTabSchema.options.map(
        (tab) => html`
          <button
            role="tab"
            id=${tabId(tab)}
            aria-selected=${tab === chosen ? 'true' : 'false'}
            aria-controls=${tab === chosen ? tabPanelId : nothing}
            tabindex=${tab === chosen ? 0 : -1}
            @click=${() => onChoose(tab)}
          >
            ${tabName(tab)}
          </button>
        `,
      )}
    </div>
  `;
};

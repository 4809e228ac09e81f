/** Formats and a folder to write into. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { checkbox } from '../../parts/controls.js';
import { t } from '../../text.js';
import { pathField } from '../analyses/pathField.js';
import type { FormatWords } from './exportWords.js';

export const formatChoiceStyles: CSSResult = css`
  .formats {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr));
    gap: 10px 20px;
    grid-column: 1 / -1;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .formats legend {
    margin-bottom: 6px;
    padding: 0;
  }
  .formats .field-hint {
    padding-inline-start: 28px;
  }
`;

/** Formats to tick, each with what it is for. @param onChange receives those chosen, in order */
export const formatChoice = <T extends string>(
  all: readonly T[],
  chosen: readonly T[],
  wordsOf: (format: T) => FormatWords,
  onChange: (formats: T[]) => void,
): TemplateResult =>
  html`<fieldset class="formats">
    <legend>${t('Formats')}</legend>
    ${all.map((format) => {
      const { name, purpose } = wordsOf(format);
      return checkbox({
        label: name,
        hint: purpose,
        checked: chosen.includes(format),
        onChange: (isChosen) =>
          onChange(all.filter((one) => (one === format ? isChosen : chosen.includes(one)))),
      });
    })}
  </fieldset>`;

export const outFolderField = (path: string | null, onChoose: () => void): TemplateResult =>
  pathField({
    label: t('Folder to write into'),
    path,
    emptyText: t('A new or an empty folder'),
    onChoose,
  });

/** A row of photos of which one is drawn on, or none. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { button } from '../../parts/controls.js';
import { t } from '../../text.js';
import type { ExamplePictures } from './examplePictures.js';

export const picturePickerStyles: CSSResult = css`
  .pictures {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin: 0 0 14px;
    padding: 0;
    border: 0;
  }
  .pictures legend {
    margin-bottom: 4px;
    padding: 0;
    color: var(--vscode-descriptionForeground);
  }
  .picture {
    position: relative;
    cursor: pointer;
  }
  .picture img,
  .picture .numbers {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border: 1px solid var(--line);
    border-radius: 3px;
    object-fit: cover;
  }
  .picture input:checked + * {
    outline: 2px solid var(--vscode-focusBorder, currentColor);
    outline-offset: 1px;
  }
  .no-pictures {
    margin-bottom: 14px;
  }
  .picture input:focus-visible + * {
    outline-style: dashed;
  }
`;

export const picturePicker = (pictures: ExamplePictures): TemplateResult => {
  const option = (path: string | null, label: string, face: TemplateResult): TemplateResult =>
    html`<label class="picture" title=${label}>
      <input
        type="radio"
        class="visually-hidden"
        name="picture"
        aria-label=${label}
        .checked=${live(path === pictures.chosen)}
        @change=${() => pictures.choose(path)}
      />${face}
    </label>`;
  return html`<fieldset class="pictures">
      <legend>${t('Drawn on')}</legend>
      ${option(null, t('Numbers alone'), html`<span class="numbers" aria-hidden="true">1 2</span>`)}
      ${pictures.pictures.map(({ path, url }) =>
        option(path, path, html`<img src=${url} alt="" />`),
      )}
    </fieldset>
    ${
      pictures.problem === null
        ? null
        : html`<div class="row no-pictures">
            <p class="muted" role="alert">
              ${t('No photo can be drawn on: {0}', pictures.problem)}
            </p>
            ${button({
              label: t('Try again'),
              icon: 'refresh',
              appearance: 'secondary',
              onClick: () => pictures.retry(),
            })}
          </div>`
    }`;
};

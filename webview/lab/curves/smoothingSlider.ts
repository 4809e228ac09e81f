/** How strongly the curves are smoothed. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { t } from '../../text.js';

export const sliderStyles: CSSResult = css`
  .slider {
    display: inline-flex;
    align-items: center;
    gap: 8px;
  }
  .slider input {
    width: 120px;
    accent-color: var(--vscode-button-background, auto);
  }
  :host-context(.vscode-high-contrast) .slider input,
  :host-context(.vscode-high-contrast-light) .slider input {
    accent-color: var(--vscode-focusBorder, auto);
  }
  .slider output {
    min-width: 4ch;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
`;

/** @param smoothing 0..0.99 */
export const smoothingSlider = (
  smoothing: number,
  onChange: (smoothing: number) => void,
): TemplateResult => html`
  <label class="slider">
    <span>${t('Smoothing')}</span>
    <input
      type="range"
      min="0"
      max="99"
      step="1"
      .value=${live(String(Math.round(smoothing * 100)))}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) onChange(event.target.valueAsNumber / 100);
      }}
    />
    <output>${smoothing.toFixed(2)}</output>
  </label>
`;

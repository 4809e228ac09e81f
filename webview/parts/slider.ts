/** A slider over shares, with its value beside it. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

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

/** In steps of a hundredth. */
export const slider = (options: {
  readonly label: string;
  /** 0..`most` */
  readonly value: number;
  readonly most: number;
  /** The value as it is read. */
  readonly text: string;
  readonly onChange: (value: number) => void;
}): TemplateResult => html`
  <label class="slider">
    <span>${options.label}</span>
    <input
      type="range"
      min="0"
      max=${Math.round(options.most * 100)}
      step="1"
      .value=${live(String(Math.round(options.value * 100)))}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) {
          options.onChange(event.target.valueAsNumber / 100);
        }
      }}
    />
    <output>${options.text}</output>
  </label>
`;

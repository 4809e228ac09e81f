/** A row of choices of which one holds: radio buttons that look like one control. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

export const segments = <T extends string>(options: {
  readonly label: string;
  /** Unique within the element. */
  readonly name: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}): TemplateResult => html`
  <div class="segments" role="radiogroup" aria-label=${options.label}>
    ${options.options.map(
      ({ value, label }) =>
        html`<label class="segment">
          <input
            type="radio"
            class="visually-hidden"
            name=${options.name}
            value=${value}
            .checked=${live(value === options.value)}
            @change=${() => options.onChange(value)}
          /><span>${label}</span>
        </label>`,
    )}
  </div>
`;

export const segmentStyles: CSSResult = css`
  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
    border-radius: 4px;
  }
  .segment {
    position: relative;
    cursor: pointer;
  }
  .segment span {
    display: block;
    padding: 3px 10px;
    border-bottom: 2px solid transparent;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .segment:hover span {
    background: var(--vscode-list-hoverBackground);
  }
  .segment input:checked + span {
    border-bottom-color: var(--vscode-focusBorder, currentColor);
    font-weight: 600;
  }
  .segment input:focus-visible + span {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
`;

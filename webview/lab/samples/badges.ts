/** Right and wrong by shape and by colour, and bars of probabilities: shared by both tabs. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { icon } from '../../parts/icons.js';

/** A check or a cross with a word or a number. */
export const verdict = (isRight: boolean, text: string): TemplateResult =>
  html`<span class="verdict ${isRight ? 'is-right' : 'is-wrong'}"
    >${icon(isRight ? 'check' : 'close')}<span>${text}</span></span
  >`;

export const badgeStyles: CSSResult = css`
  .verdict {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    font-weight: 600;
    white-space: nowrap;
  }
  .is-right .icon {
    color: var(--vscode-charts-green, currentColor);
  }
  .is-wrong .icon {
    color: var(--vscode-charts-red, currentColor);
  }
  /* In the corner of a picture that is wrong. */
  .cross {
    position: absolute;
    z-index: 1;
    top: 0;
    right: 0;
    display: grid;
    padding: 1px;
    border-bottom-left-radius: 4px;
    background: var(--vscode-editor-background);
    color: var(--vscode-charts-red, var(--vscode-errorForeground));
  }
  .probability-track {
    display: block;
    height: 8px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    overflow: hidden;
  }
  .probability {
    display: block;
    height: 100%;
    min-width: 1px;
    background: var(--vscode-charts-blue, currentColor);
  }
  .probability.true {
    background: var(--vscode-charts-green, currentColor);
  }
  @media (prefers-reduced-motion: no-preference) {
    .probability {
      transition: width 240ms ease-out;
    }
  }
`;

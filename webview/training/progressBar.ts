/** How far something is: a bar that fills, or runs to and fro while nobody knows. */
import { css, html, nothing, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../parts/cssProperties.js';
import { formatPercent } from '../parts/format.js';

export const progressBarStyles: CSSResult = css`
  .bar {
    position: relative;
    height: 6px;
    overflow: hidden;
    border-radius: 3px;
    background: color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
    outline: 1px solid var(--vscode-contrastBorder, transparent);
  }
  .bar > div {
    width: var(--share, 30%);
    height: 100%;
    border-radius: 3px;
    background: var(--vscode-progressBar-background, var(--vscode-charts-blue));
    transition: width 200ms linear;
  }
  .bar-paused > div {
    background: var(--vscode-descriptionForeground);
  }
  .bar-unknown > div {
    animation: to-and-fro 2s ease-in-out infinite alternate;
  }
  @keyframes to-and-fro {
    from {
      transform: translateX(-20%);
    }
    to {
      transform: translateX(260%);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bar > div {
      transition: none;
    }
    .bar-unknown > div {
      width: 100%;
      opacity: 0.5;
      animation: none;
    }
  }
  :host-context(.vscode-reduce-motion) .bar > div {
    transition: none;
    animation: none;
  }
  @media (forced-colors: active) {
    .bar > div {
      background: Highlight;
    }
  }
`;

/** @param share 0..1, or null while it is unknown */
export const progressBar = (options: {
  readonly label: string;
  readonly share: number | null;
  readonly text: string;
  readonly isPaused?: boolean;
}): TemplateResult => {
  const { label, share, text, isPaused = false } = options;
  const kind = `${share === null ? 'bar-unknown' : ''} ${isPaused ? 'bar-paused' : ''}`;
  return html`<div
    class="bar ${kind}"
    role="progressbar"
    aria-label=${label}
    aria-valuemin=${share === null ? nothing : 0}
    aria-valuemax=${share === null ? nothing : 100}
    aria-valuenow=${share === null ? nothing : Math.round(share * 100)}
    aria-valuetext=${share === null ? text : `${text}, ${formatPercent(share)}`}
  >
    <div ${cssProperties({ '--share': share === null ? undefined : `${share * 100}%` })}></div>
  </div>`;
};

/** What the tab of images looks like. */
import { css, type CSSResult } from 'lit';

export const imagesStyles: CSSResult = css`
  .part {
    margin-top: 24px;
  }
  .folder {
    margin-bottom: 16px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0 40px;
  }
  @container (min-width: 720px) {
    .columns {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  .split {
    display: flex;
    gap: 2px;
    height: 14px;
    max-width: 560px;
  }
  .split .train {
    width: var(--share);
  }
  .split .validation {
    flex: 1;
  }
  .train {
    border-radius: 3px 0 0 3px;
    background: var(--vscode-charts-blue);
  }
  .validation {
    border-radius: 0 3px 3px 0;
    background: repeating-linear-gradient(
      45deg,
      var(--vscode-charts-yellow, currentColor) 0 4px,
      color-mix(in srgb, var(--vscode-charts-yellow, currentColor) 60%, transparent) 4px 7px
    );
  }
  .key {
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 6px;
    border-radius: 2px;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 32px;
    margin: 8px 0 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  .chart {
    display: grid;
    grid-template-columns: repeat(var(--bars), minmax(0, 72px));
    gap: 4px;
    height: 170px;
    margin-bottom: 6px;
  }
  .column {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-width: 0;
    font-size: 0.85em;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .column-bar {
    flex: 0 0 auto;
    height: calc(120px * var(--share));
    min-height: 1px;
    border-radius: 2px 2px 0 0;
    background: var(--vscode-charts-blue);
  }
  .column-label {
    padding-top: 3px;
    border-top: 1px solid var(--vscode-foreground);
    overflow-wrap: anywhere;
    color: var(--vscode-descriptionForeground);
    line-height: 1.2;
  }
  .subfolders {
    max-width: 560px;
  }
  .subfolders th[scope='row'] {
    overflow-wrap: anywhere;
  }
  .subfolders .wide {
    width: 45%;
    vertical-align: middle;
  }
  .bar {
    width: var(--share);
    min-width: 1px;
    height: 10px;
    border-radius: 2px;
    background: var(--vscode-charts-blue);
  }
  summary {
    padding: 4px 0;
    cursor: pointer;
  }
  .count {
    margin-inline-start: 4px;
    padding: 1px 7px;
    border-radius: 9px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }
  .skipped td:first-child {
    min-width: 14ch;
  }
  .skipped {
    margin: 2px 0 8px 12px;
  }
  .link {
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    .train,
    .column-bar,
    .bar {
      background: Highlight;
    }
  }
`;

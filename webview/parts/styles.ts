/** What all elements look like. Colours are the editor's variables alone. */
import { css, type CSSResult } from 'lit';

/** Text, headings, tables, states and visible focus; the first of each element's styles. */
export const baseStyles: CSSResult = css`
  :host {
    display: block;
    box-sizing: border-box;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.45;
    --line: var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    --gap: 12px;
  }
  :host([hidden]) {
    display: none;
  }
  /* Korean has spaces, but is broken within words unless told otherwise. */
  :host(:lang(ko)) {
    word-break: keep-all;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3 {
    margin: 0;
    font-weight: 600;
    line-height: 1.3;
  }
  h1 {
    font-size: 1.25em;
  }
  h2 {
    font-size: 1.1em;
  }
  h3 {
    font-size: 1em;
  }
  p {
    margin: 0;
  }
  .muted {
    color: var(--vscode-descriptionForeground);
  }
  .number {
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .path {
    overflow-wrap: anywhere;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    display: inline-flex;
    width: 16px;
    height: 16px;
    flex: none;
    vertical-align: text-bottom;
  }
  .icon svg {
    width: 100%;
    height: 100%;
  }
  .card {
    border: 1px solid var(--line);
    border-radius: 4px;
    padding: var(--gap);
    min-width: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 3px 10px;
    text-align: start;
    vertical-align: top;
  }
  th {
    font-weight: 600;
  }
  thead th {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
  }
  th.number,
  td.number {
    text-align: end;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  .state {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 12px;
    margin: 0 auto;
    max-width: 44ch;
    padding: 40px 16px;
    text-align: center;
  }
  .state-icon .icon {
    width: 32px;
    height: 32px;
    color: var(--vscode-descriptionForeground);
  }
  .state-error .icon {
    color: var(--vscode-errorForeground);
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-bottom: 12px;
    color: var(--vscode-errorForeground);
  }
  /* A button within text. */
  .link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  /* The editor's own setting, beside that of the system. */
  :host-context(.vscode-reduce-motion) *,
  :host-context(.vscode-reduce-motion) *::before,
  :host-context(.vscode-reduce-motion) *::after {
    transition: none !important;
    animation: none !important;
  }
`;

/** A tab that is a column of sections with headings. */
export const sectionStyles: CSSResult = css`
  :host {
    container-type: inline-size;
  }
  h2 {
    margin-bottom: 8px;
  }
  section {
    min-width: 0;
    margin-bottom: 24px;
  }
`;

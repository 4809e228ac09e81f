/** What the Compare tab looks like. */
import { css, type CSSResult } from 'lit';

export const compareStyles: CSSResult = css`
  .heading {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-bottom: 8px;
  }
  .heading h2 {
    margin: 0;
  }
  .heading .status {
    margin-inline-start: auto;
  }
  .chosen {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 8px;
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
  }
  .chosen li {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    padding: 0 2px 0 8px;
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .chosen-name {
    overflow-wrap: anywhere;
  }
  .run-number {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .run-name {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  :is(.chosen, .run-name) svg {
    flex: none;
    overflow: visible;
  }
  summary {
    width: fit-content;
    cursor: pointer;
  }
  .picker {
    margin-top: 8px;
  }
  .picker-tools {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 8px 12px;
    margin-bottom: 8px;
  }
  .picker-tools .field {
    flex: 0 1 280px;
  }
  .picker-list {
    max-height: 300px;
    padding: 8px 12px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .listed-group + .listed-group {
    margin-top: 10px;
  }
  .listed-group h3 {
    overflow-wrap: anywhere;
  }
  .listed-group ul {
    margin: 0;
    padding: 0 0 0 4px;
    list-style: none;
  }
  .listed-run {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
  }
  .remark {
    display: flex;
    gap: 6px;
  }
  .remark .icon {
    margin-top: 1px;
  }
  .remark .warning {
    color: var(--vscode-editorWarning-foreground, currentColor);
  }
  .remarks {
    margin-bottom: 16px;
  }
  .table-frame th,
  .table-frame td {
    white-space: nowrap;
  }
  .table-frame thead th {
    vertical-align: bottom;
    white-space: normal;
  }
  /* Long headers break above their figures; names stay on one line. */
  .table-frame thead th.number {
    min-width: 9ch;
  }
  .table-frame tbody th {
    position: sticky;
    inset-inline-start: 0;
    background: var(--vscode-editor-background);
  }
  .best {
    font-weight: 700;
  }
  .interval {
    color: var(--vscode-descriptionForeground);
  }
  .differs {
    padding: 0 4px;
    margin: 0 -5px;
    border: 1px solid var(--vscode-focusBorder, currentColor);
    border-radius: 3px;
    font-weight: 600;
  }
  .setting-name {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.95em;
  }
  .measurement {
    margin-bottom: 16px;
  }
  .measurement p {
    font-size: 0.92em;
  }
  data-table + p {
    margin-top: 6px;
  }
  p + .field,
  .remark + .remark {
    margin-top: 6px;
  }
`;

/** What the form looks like, from 240 px on. */
import { css, type CSSResult } from 'lit';

export const formStyles: CSSResult = css`
  form {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(max(96px, 30%), 1fr));
    align-items: start;
    gap: 12px;
  }
  /* The label of a text field lies 2 px nearer to its box. */
  .columns .field-label {
    margin-bottom: -2px;
  }
  /* In some themes the colour of errors is too pale for small text. */
  .field-error > span:not(.icon) {
    color: var(--vscode-foreground);
  }
  .columns:empty {
    display: none;
  }
  .folder {
    display: flex;
    align-items: flex-end;
    gap: 4px;
  }
  .folder > .field {
    flex: 1;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 8px;
    margin-top: -8px;
    font-size: 0.92em;
  }
  .facts > :first-child {
    flex-basis: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .count {
    font-variant-numeric: tabular-nums;
  }
  .segments {
    display: flex;
  }
  .segment {
    flex: 1;
    text-align: center;
  }
  .segment span {
    padding: 3px 4px;
  }
  .link {
    align-self: start;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground);
  }
  .link:disabled {
    color: var(--vscode-disabledForeground);
    cursor: default;
  }
  summary {
    padding: 2px 0;
    cursor: pointer;
  }
  summary .field-error {
    display: inline;
  }
  .advanced {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 10px 0 4px 10px;
    border-inline-start: 1px solid var(--line);
  }
  fieldset {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-bottom: 6px;
    padding: 0;
    font-weight: 600;
  }
  .estimate {
    display: flex;
    gap: 6px;
    font-variant-numeric: tabular-nums;
  }
  /* What gets the focus comes to lie above the bar with the buttons. */
  .field,
  .segments,
  summary {
    scroll-margin-bottom: 96px;
  }
  /* A form is longer than most sidebars: how it is sent stays in sight. */
  .closing {
    position: sticky;
    bottom: 0;
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 8px 0;
    border-top: 1px solid var(--line);
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .actions > * {
    flex: 1 0 auto;
  }
  .closing > p {
    margin: 0;
  }
`;

/** What the tab of evaluations looks like. */
import { css, type CSSResult } from 'lit';

export const probeStyles: CSSResult = css`
  .intro {
    max-width: 72ch;
    margin-bottom: 16px;
  }
  .form {
    display: flex;
    flex-direction: column;
    gap: 12px;
    margin-bottom: 16px;
  }
  .paths {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px 32px;
  }
  .settings {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
    gap: 12px 24px;
    align-items: start;
    padding: 12px 0 4px;
  }
  .trainings {
    display: flex;
    flex-direction: column;
    gap: 12px;
    margin-top: 12px;
  }
  details .field-hint {
    max-width: 72ch;
  }
  summary {
    cursor: pointer;
    width: fit-content;
  }
  .shown {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px 24px;
    margin: 0 0 16px;
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  .shown h2 {
    margin: 0;
    flex: 1 1 200px;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .shown .field {
    flex: 0 1 380px;
  }
  .pair,
  .few {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px 32px;
    align-items: start;
  }
  @container (min-width: 720px) {
    .paths,
    .pair,
    .few {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  .pair .headline {
    height: 100%;
  }
  .headline > p {
    margin-top: 2px;
  }
  .headline h3 {
    color: var(--vscode-descriptionForeground);
    font-weight: 400;
  }
  .headline .large {
    margin: 0;
    font-size: 2.2em;
    font-weight: 600;
    line-height: 1.25;
    font-variant-numeric: tabular-nums;
  }
  .gain {
    font-weight: 600;
  }
  .remark,
  .facts li {
    display: flex;
    gap: 6px;
  }
  .references {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin: 10px 0 0;
    padding-top: 8px;
    border-top: 1px solid var(--line);
  }
  .references div {
    display: flex;
    gap: 6px;
  }
  .references dt {
    color: var(--vscode-descriptionForeground);
  }
  .references dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  data-table :is(th[scope='row'], td) {
    white-space: nowrap;
  }
  .note {
    margin-bottom: 8px;
    max-width: 72ch;
  }
  .facts {
    display: flex;
    flex-direction: column;
    gap: 4px;
    max-width: 90ch;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .facts .icon {
    margin-top: 2px;
  }
`;

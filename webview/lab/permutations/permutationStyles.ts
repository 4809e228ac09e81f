/** What the tab of the permutation set looks like. */
import { css, type CSSResult } from 'lit';

export const permutationStyles: CSSResult = css`
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 28px;
    margin: 0 0 20px;
  }
  .figures dt {
    color: var(--vscode-descriptionForeground);
  }
  .figures dd {
    margin: 0;
    font-size: 1.25em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0 32px;
  }
  .columns permutation-heat-map,
  .columns .histogram {
    max-width: 520px;
  }
  .columns permutation-heat-map {
    margin-bottom: 10px;
  }
  .sum {
    margin: 0 0 8px;
  }
  @container (min-width: 760px) {
    .columns {
      grid-template-columns: minmax(0, 520px) minmax(300px, 440px);
    }
  }
`;

/** How a page of charts is laid out: what steers them in a row above, and the charts in columns. */
import { css, type CSSResult } from 'lit';

export const chartLayoutStyles: CSSResult = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 20px;
    margin-bottom: 12px;
  }
  .pointed {
    margin-inline-start: auto;
    font-variant-numeric: tabular-nums;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
    gap: 12px;
  }
`;

/** How the tabs that show samples are laid out: summary and epochs above, answers below. */
import { css, type CSSResult } from 'lit';

export const samplesLayoutStyles: CSSResult = css`
  :host {
    container-type: inline-size;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 10px 32px;
    margin-bottom: 16px;
  }
  .top .epoch-slider {
    flex: 1 1 400px;
    max-width: 900px;
  }
  .summary {
    display: flex;
    flex-direction: column;
    font-variant-numeric: tabular-nums;
  }
  .summary strong {
    font-size: 1.25em;
  }
  .layout {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px 28px;
  }
`;

/** What a map and its surroundings look like. */
import { css, type CSSResult } from 'lit';

export const mapResultStyles: CSSResult = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin-bottom: 8px;
  }
  .bar > overflow-menu {
    margin-inline-start: auto;
  }
  .zoom {
    display: flex;
    gap: 2px;
  }
  .split {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px 20px;
  }
  .framed {
    position: relative;
    min-width: 0;
  }
  .facts {
    margin-bottom: 8px;
  }
  .images {
    margin-top: 16px;
  }
  .images > summary {
    width: fit-content;
    cursor: pointer;
  }
  @container (min-width: 820px) {
    .split.with-legend {
      grid-template-columns: minmax(0, 1fr) 220px;
    }
  }
`;

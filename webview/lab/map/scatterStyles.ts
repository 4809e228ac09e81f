/** What the map itself looks like. */
import { css, type CSSResult } from 'lit';

export const scatterStyles: CSSResult = css`
  .stage {
    position: relative;
    height: clamp(260px, min(68vh, 80cqw), 760px);
    border: 1px solid var(--line);
    border-radius: 4px;
    overflow: hidden;
    cursor: grab;
    touch-action: none;
    user-select: none;
  }
  .stage:active {
    cursor: grabbing;
  }
  .stage.lasso {
    cursor: crosshair;
  }
  .stage:focus-visible {
    outline-offset: -1px;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  canvas + canvas {
    pointer-events: none;
  }
  .help {
    margin-top: 4px;
    font-size: 0.92em;
  }
`;

/** Which rows of a long list are drawn: those in sight, and a few around them. */

/** Rows drawn beyond each edge, so that quick scrolling shows no gaps. */
const spareRows = 6;

export interface RowRange {
  readonly first: number;
  /** The row after the last one. */
  readonly end: number;
}

/** @param rowHeightPx above 0 */
export const visibleRows = (
  scrollTopPx: number,
  viewportPx: number,
  rowHeightPx: number,
  rows: number,
): RowRange => {
  const first = Math.floor(scrollTopPx / rowHeightPx) - spareRows;
  const end = Math.ceil((scrollTopPx + viewportPx) / rowHeightPx) + spareRows;
  return {
    first: Math.min(rows, Math.max(0, first)),
    end: Math.min(rows, Math.max(0, end)),
  };
};

/** How far to scroll so that a row is in sight; the same place where it already is. */
export const scrollToRow = (
  row: number,
  scrollTopPx: number,
  viewportPx: number,
  rowHeightPx: number,
): number => {
  const topPx = row * rowHeightPx;
  if (topPx < scrollTopPx) return topPx;
  const bottomPx = topPx + rowHeightPx - viewportPx;
  return Math.max(scrollTopPx, bottomPx);
};

/** Numbers and tables as people read them. Pure, and the same in every locale. */

/** 12345 -> `12,345` */
export const formatCount = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** 0.7123 -> `71.2`, for tables in per cent. */
export const formatShare = (share: number): string => (share * 100).toFixed(1);

/** 0.7123 -> `71.2 %` */
export const formatPercent = (share: number): string => `${formatShare(share)} %`;

/** Bounds of an interval in per cent, `69.0-73.4`. */
export const formatInterval = ({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string => `${formatShare(low)}-${formatShare(high)}`;

/** Four significant digits, or what the number is when it is not finite. */
export const formatLoss = (loss: number): string =>
  Number.isFinite(loss) ? loss.toPrecision(4) : String(loss);

/** A rate: one decimal below 100, whole above. */
export const formatRate = (perSecond: number): string =>
  perSecond < 100 ? perSecond.toFixed(1) : formatCount(perSecond);

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** 125000 -> `2 min 05 s`; hours lose the seconds, tenths are shown below ten seconds. */
export const formatDuration = (durationMs: number): string => {
  if (durationMs < 9_950) return `${(Math.max(0, durationMs) / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${formatCount(Math.floor(minutes / 60))} h ${twoDigits(minutes % 60)} min`;
};

/** 3_456_000_000 -> `3.46 G`; for parameters, multiply-adds and bytes alike. */
export const formatLarge = (value: number): string => {
  const units = ['', ' k', ' M', ' G', ' T'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return unit === 0 ? String(value) : `${scaled.toPrecision(3)}${units[unit] ?? ''}`;
};

/** 1 -> `1 file`, 2 -> `2 files` */
export const formatAmount = (amount: number, one: string, many: string): string =>
  `${formatCount(amount)} ${amount === 1 ? one : many}`;

/** Labels and values in two columns, indented by two spaces. */
export const formatPairs = (
  pairs: readonly (readonly [label: string, value: string])[],
): string => {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join('\n');
};

const isNumeric = (cell: string): boolean => /^(-|-?[\d,.]+(e[-+]\d+)?( %)?)$/.test(cell);

/** Rows under a header, columns two spaces apart, numbers aligned to the right. */
export const formatTable = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string => {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isRight = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column] ?? '')),
  );
  const line = (cells: readonly string[]): string =>
    header
      .map((_, column) => {
        const cell = cells[column] ?? '';
        const width = widths[column] ?? 0;
        return isRight[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [header, ...rows].map((cells) => `  ${line(cells)}`).join('\n');
};

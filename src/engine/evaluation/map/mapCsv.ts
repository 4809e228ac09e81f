/** A map as CSV (RFC 4180), for other programs. */
import type { ImageMap } from '../../../protocol/embedding.js';
import { csvCell } from '../../exporting/features/csv.js';

/**
 * A header, then one image a line: path, position, label (empty without one), and what the rotation head
 * says, where the map knows it.
 */
export const mapCsv = ({ paths, x, y, classes, labels, rotation }: ImageMap): string => {
  const header = ['path', 'x', 'y', 'label'];
  if (rotation !== null) header.push('right', 'upright', 'score');
  const rows = paths.map((path, image) => {
    const label = labels[image] ?? null;
    const cells = [path, x[image], y[image], label === null ? '' : classes[label]];
    if (rotation !== null) {
      const { right, upright, score } = rotation;
      cells.push(right[image], upright?.[image] ?? '', score[image]);
    }
    return cells.map((cell) => csvCell(String(cell)));
  });
  return [header, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
};

/** A sheet of explained images: what the network was shown, then the heat of each of its answers. */
import type { AttentionReport, ExplainedImage } from '../../../protocol/attention.js';
import { layOutSheet, type ContactSheet } from '../../pretext/sheet/layOutSheet.js';
import type { Panel } from '../../pretext/sheet/panel.js';
import { picturePanel } from '../../pretext/sheet/picturePanel.js';

type Answer = ExplainedImage['answers'][number];

const answerText = (
  { truth, answer, probability, heat }: Answer,
  tiles: ExplainedImage['tiles'],
): string => {
  const sure = `${probability.toFixed(2)}${heat === null ? ' (no heat)' : ''}`;
  if (tiles !== null) {
    const right = tiles.shown.filter((tile, place) => tile === tiles.answered[place]).length;
    return `${right} of ${tiles.shown.length} tiles ${sure}`;
  }
  return answer === truth ? `${truth * 90}° ${sure}` : `${truth * 90}° as ${answer * 90}° ${sure}`;
};

/**
 * Draws the images that could be read.
 * @returns null when there is none
 */
export const drawAttentionSheet = async ({
  images,
  task,
  block,
}: Pick<AttentionReport, 'images' | 'task' | 'block'>): Promise<ContactSheet | null> => {
  const rows: Panel[][] = [];
  for (const { path, picture, answers, tiles } of images) {
    if (picture === null) continue;
    const row = [await picturePanel(picture, null, path.split('/').at(-1) ?? path)];
    for (const answer of answers) {
      row.push(await picturePanel(picture, answer.heat, answerText(answer, tiles)));
    }
    rows.push(row);
  }
  const name = task === 'rotation' ? 'Rotation' : 'Jigsaw';
  return rows.length === 0
    ? null
    : layOutSheet(rows, [`${name} · where the network looks, by ${block}`, name]);
};

/** What was said about explained images, as readable text and for programs. Pure. */
import type { AttentionReport, ExplainedImage } from '../protocol/attention.js';
import { inEnglish } from '../protocol/sentence.js';
import { formatAmount, formatCount, formatPercent } from './format.js';
import { shorten } from './resultText.js';

/** The report as one line of JSON takes it: pictures are in the file that was drawn. */
export const withoutPictures = ({ images, ...report }: AttentionReport): object => ({
  ...report,
  images: images.map(({ path, answers, tiles, message }) => ({
    path,
    answers: answers.map(({ truth, answer, probability, truthProbability, peak }) => {
      return { truth, answer, probability, truthProbability, peak };
    }),
    tiles,
    message,
  })),
});

const answersText = ({ answers, tiles, message }: ExplainedImage): string[] => {
  if (message !== null) return ['', inEnglish(message)];
  const right = answers.filter(({ truth, answer }) => truth === answer).length;
  if (tiles === null) {
    const said = answers.map(({ truth, answer }) =>
      truth === answer ? `${truth * 90}°` : `${truth * 90}° as ${answer * 90}°`,
    );
    return [`${right} of ${answers.length}`, said.join(', ')];
  }
  const placed = tiles.shown.filter((tile, place) => tile === tiles.answered[place]).length;
  const sure = answers.map(({ probability }) => formatPercent(probability)).join(', ');
  return [
    `${right} of ${answers.length}`,
    `${placed} of ${tiles.shown.length} tiles, sure by ${sure}`,
  ];
};

/** What the network answered to each image, and where it is drawn. */
export const attentionText = (report: AttentionReport): string => {
  const { images, task, block, file } = report;
  const count = formatAmount(images.length, 'image', 'images');
  const parts = [
    `Where the network looks for its answers to ${count} (${task}, by features of ${block})`,
    shorten(
      images.map((image) => [image.path, ...answersText(image)]),
      ['image', 'right', 'answers'],
    ),
  ];
  parts.push(file === null ? 'No image could be read, so nothing was written.' : `Wrote ${file}`);
  const cold = images.flatMap(({ answers }) => answers).filter(({ heat }) => heat === null).length;
  if (cold > 0) {
    const [have, them] = cold === 1 ? ['answer has', 'it'] : ['answers have', 'them'];
    parts.push(`${formatCount(cold)} ${have} no heat: nothing that was seen speaks for ${them}.`);
  }
  return parts.join('\n\n');
};

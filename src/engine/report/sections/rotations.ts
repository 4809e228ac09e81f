/** Rotated images of the last validation with what the network took them for, and how often it errs. */
import type { QuarterTurns, TaskEvaluation } from '../../../protocol/run.js';
import type { EpochSamples, Sample } from '../../../protocol/runContents.js';
import { evenlyChosen } from '../../data/evenSample.js';
import { rotationClasses } from '../../pretext/rotation/rotationViews.js';
import type { ReportSubject } from '../gatherReport.js';
import { html, type Html } from '../html.js';
import type { ReportWords } from '../reportWords.js';
import { picture, section } from './section.js';

const mostImages = 6;

const degrees = (turns: QuarterTurns, label: number): string =>
  `${90 * (rotationClasses(turns)[label] ?? 0)}°`;

const view = (
  { fed, truth, top }: Sample,
  { images }: EpochSamples,
  turns: QuarterTurns,
  words: ReportWords,
): Html => {
  const [answer] = top;
  const isRight = answer?.label === truth;
  const name = words.t('Turned by {0}', degrees(turns, truth));
  return html`<figure class="view">
    ${picture(images[fed[0] ?? ''], name)}
    <figcaption>
      <span>${degrees(turns, truth)}</span>
      <span class="verdict ${isRight ? 'right' : 'wrong'}">
        ${answer === undefined ? '' : `${isRight ? '✓' : '✗'} ${degrees(turns, answer.label)}`}
      </span>
    </figcaption>
  </figure>`;
};

/** Samples of one image after another. */
const byImage = (samples: readonly Sample[]): (readonly Sample[])[] => {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.path) ?? [];
    group.push(sample);
    groups.set(sample.path, group);
  }
  return [...groups.values()];
};

const confusionTable = (
  { confusion }: TaskEvaluation,
  turns: QuarterTurns,
  words: ReportWords,
): Html | null => {
  if (confusion === null) return null;
  const { t, percent } = words;
  return html`<div class="scroll">
    <table class="confusion">
      <caption>
        ${t('How often a turn (row) was taken for which (column)')}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${confusion.map((_, label) => html`<th scope="col">${degrees(turns, label)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${confusion.map((counts, truth) => {
          const total = Math.max(
            1,
            counts.reduce((sum, value) => sum + value, 0),
          );
          return html`<tr>
            <th scope="row">${degrees(turns, truth)}</th>
            ${counts.map(
              (value) =>
                html`<td class="shade${Math.round((10 * value) / total)}">
                  ${percent(value / total)}
                </td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
};

/** Nothing without rotations. */
export const rotations = (
  { details, history, samples }: ReportSubject,
  words: ReportWords,
): Html | null => {
  const { turns } = details.config.rotation;
  const { t } = words;
  const measured = history.epochs.at(-1)?.tasks.find(({ task }) => task === 'rotation');
  const images =
    samples === null
      ? []
      : evenlyChosen(
          byImage(samples.samples.filter(({ task }) => task === 'rotation')),
          mostImages,
        ).map(
          (ofImage) =>
            html`<article class="sample">
              <div class="views">
                ${ofImage.slice(0, 4).map((sample) => view(sample, samples, turns, words))}
              </div>
              <p class="detail path">${ofImage[0]?.path ?? ''}</p>
            </article>`,
        );
  if (images.length === 0 && measured === undefined) return null;
  return section(
    samples === null ? t('Rotations') : t('Rotations after epoch {0}', samples.epoch),
    images.length === 0
      ? null
      : html`<p class="lead">
          ${t('Below each view, how it was turned, and then what the network took it for.')}
        </p>`,
    html`<div class="samples">${images}</div>`,
    measured === undefined ? null : confusionTable(measured, turns, words),
  );
};

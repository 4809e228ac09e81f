/** The head of a report: which run it is, how it ended, and its figures. */
import { basename } from 'node:path';

import type { RunDetails } from '../../../protocol/runDetails.js';
import type { EvaluationResult } from '../../../protocol/evaluation.js';
import { phaseName, taskName } from '../../../protocol/runWords.js';
import type { ReportSubject } from '../gatherReport.js';
import { html, type Html } from '../html.js';
import type { ReportWords } from '../reportWords.js';

const tile = (name: string, value: string, note: string | null): Html =>
  html`<div class="tile">
    <span class="name">${name}</span>
    <strong>${value}</strong>
    ${note === null ? null : html`<span class="note">${note}</span>`}
  </div>`;

const probeTile = ([evaluation]: readonly EvaluationResult[], words: ReportWords): Html | null => {
  const best = evaluation?.perBlock.find(({ block }) => block === evaluation.bestBlock);
  if (best === undefined) return null;
  const { t, percent } = words;
  return tile(
    t('Linear probe, {0}', best.block),
    percent(best.linear.accuracy),
    t('random weights {0}', percent(best.random.linear)),
  );
};

const stateName = ({ summary }: RunDetails, { t }: ReportWords): string =>
  phaseName(summary.state === 'running' ? 'training' : summary.state, t);

/** Title, outcome and the figures that matter most. */
export const overview = (subject: ReportSubject, words: ReportWords): Html => {
  const { details, history, images, evaluations, problems } = subject;
  const { summary, config, message } = details;
  const { t, count, percent, loss } = words;
  const { validation } = history.epochs.at(-1) ?? { validation: summary.validation };
  const elapsedMs = history.latest?.elapsedMs ?? history.epochs.at(-1)?.elapsedMs ?? null;
  const said = [...(message === null ? [] : [message]), ...problems];
  return html`<header>
      <p class="kind">${t('Pretraining without labels')}</p>
      <h1>${taskName(config.task, t)} <span>${config.preset}</span></h1>
      <p class="about">
        <span class="state ${summary.state}">${stateName(details, words)}</span>
        <span>${words.time(summary.createdAt)}</span>
        <span class="path">${basename(summary.runFolder)}</span>
      </p>
    </header>
    ${said.map((one) => html`<p class="notice">${words.say(one)}</p>`)}
    <div class="tiles">
      ${
        validation === null
          ? null
          : tile(
              t('Validation accuracy'),
              percent(validation.accuracy),
              t('chance {0}', percent(validation.chance)),
            )
      }
      ${validation === null ? null : tile(t('Validation loss'), loss(validation.loss), null)}
      ${probeTile(evaluations, words)}
      ${tile(
        t('Epochs'),
        count(Math.max(summary.epoch, history.epochs.at(-1)?.epoch ?? 0)),
        t('{0} of {1} steps', count(summary.step), count(details.plannedSteps)),
      )}
      ${
        images === null
          ? null
          : tile(
              t('Images'),
              count(images.train + images.validation),
              t('{0} held out', count(images.validation)),
            )
      }
      ${elapsedMs === null ? null : tile(t('Trained for'), words.duration(elapsedMs), null)}
    </div>`;
};

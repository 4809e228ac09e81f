/** Loss and accuracy over the run, and what the last epoch measured of each task. */
import { taskName } from '../../../protocol/runWords.js';
import { evenlyChosen } from '../../data/evenSample.js';
import { lineChart, type LineSeries, type Points } from '../charts/lineChart.js';
import type { ReportSubject } from '../gatherReport.js';
import { html, type Html } from '../html.js';
import type { ReportWords } from '../reportWords.js';
import { section, table } from './section.js';

/** Epochs that are drawn. */
const mostEpochs = 512;
/** A loss beyond this is not drawn; it is far above that of guessing. */
const greatestLoss = 1e6;

type Measure = 'loss' | 'accuracy';

const seriesOf = (
  { history }: ReportSubject,
  measure: Measure,
  words: ReportWords,
): LineSeries[] => {
  const { steps } = history;
  const epochs = evenlyChosen(history.epochs, mostEpochs);
  const single: Points = Array.from(steps.step, (step, i) => [step, steps[measure][i] ?? 0]);
  const validated: Points = epochs.flatMap(({ step, validation }) =>
    validation === null ? [] : [[step, validation[measure]] as const],
  );
  const trained: Points = epochs.map(({ step, train }) => [step, train[measure]]);
  const all: LineSeries[] = [
    { name: words.t('Each step'), tone: 'train', style: 'faint', points: single },
    { name: words.t('Train'), tone: 'train', style: 'marked', points: trained },
    { name: words.t('Validation'), tone: 'validation', style: 'marked', points: validated },
  ];
  return all.filter(({ points }) => points.length > 0);
};

const perTask = ({ history }: ReportSubject, words: ReportWords): Html | null => {
  const last = history.epochs.at(-1);
  if (last === undefined || last.tasks.length < 2) return null;
  const { t, loss, percent } = words;
  return table(
    [t('Task'), t('Validation loss'), t('Validation accuracy'), t('Chance')],
    last.tasks.map((one) => [
      taskName(one.task, t),
      loss(one.loss),
      percent(one.accuracy),
      percent(one.chance),
    ]),
  );
};

/** Nothing before the first step. */
export const curves = (subject: ReportSubject, words: ReportWords): Html | null => {
  const { t, count, percent } = words;
  const losses = seriesOf(subject, 'loss', words);
  const accuracies = seriesOf(subject, 'accuracy', words);
  if (losses.length === 0) return null;
  const chance = subject.history.epochs.at(-1)?.validation?.chance ?? null;
  return section(
    t('Curves'),
    html`<div class="pair">
      ${lineChart({
        title: t('Loss'),
        xLabel: t('Step'),
        yLabel: t('Cross-entropy in nats'),
        series: losses,
        guide: null,
        holds: [],
        bounds: [0, greatestLoss],
        xText: count,
        yText: (y, decimals) => y.toFixed(decimals),
      })}
      ${lineChart({
        title: t('Accuracy'),
        xLabel: t('Step'),
        yLabel: t('Share that is right'),
        series: accuracies,
        guide: chance === null ? null : { y: chance, name: t('Chance {0}', percent(chance)) },
        holds: [0],
        bounds: [0, 1],
        xText: count,
        yText: (y, decimals) => `${(100 * y).toFixed(Math.max(0, decimals - 2))} %`,
      })}
    </div>`,
    perTask(subject, words),
  );
};

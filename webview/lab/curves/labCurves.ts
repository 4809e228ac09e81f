/** The Curves tab: four charts over one range of steps, and the same in numbers. */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import * as z from 'zod';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { button, checkbox, controlStyles } from '../../parts/controls.js';
import { emptyState } from '../../parts/emptyState.js';
import { errorState, problemLine } from '../../parts/errorState.js';
import { figureMenu } from '../../parts/figure/figureItems.js';
import { formatCount } from '../../parts/format.js';
import { readRunState, readState, writeRunState, writeState } from '../../parts/pageState.js';
import { sliderStyles } from '../../parts/slider.js';
import { baseStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import type { LabRun } from '../labStore.js';
import { runKeyOf } from '../samples/samplesController.js';
import { chartKeysText, type ChartGesture } from './chartGesture.js';
import { chartLayoutStyles } from './chartLayout.js';
import { chartLegend, legendStyles } from './chartLegend.js';
import type { ChartFigures, ChartSpec, Plotted } from './chartSpec.js';
import { createCurveColumns } from './curveColumns.js';
import { CurveChart } from './curveChart.js';
import { curveFigure } from './curveFigure.js';
import { curveFigures, curveSpecs, nearest, valuesAt, withLossScale } from './curveSpecs.js';
import { epochTable } from './epochTable.js';
import { plottedFigures } from './plottedFigures.js';
import { smoothingSlider } from './smoothingSlider.js';
import { followEnd, panBy, rangeOf, zoomBy, type Range, type Zoom } from './xView.js';

const choicesSchema = z.object({
  /** Share of the old average that each step keeps, 0..0.99. */
  smoothing: z.number().min(0).max(0.99),
  isLossLogarithmic: z.boolean(),
  /** Hidden lines as `chart/line`. */
  hidden: z.array(z.string()),
});
type Choices = z.infer<typeof choicesSchema>;

const zoomKey = 'curveZoom';
/** `last` is the run's last step at that time: a part that reached it goes on following the end. */
const zoomSchema = z.object({ from: z.number(), to: z.number(), last: z.number() }).nullable();

type Figures = Readonly<Record<ChartSpec['id'], ChartFigures>>;

const noneHidden: ReadonlySet<string> = new Set();

export class LabCurves extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    choices: { state: true },
    zoom: { state: true },
    pointedStep: { state: true },
    readChart: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    legendStyles,
    sliderStyles,
    dataTableStyles,
    chartLayoutStyles,
    css`
      .hint {
        margin: 8px 0 20px;
      }
    `,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  declare private choices: Choices;
  declare private zoom: Zoom;
  declare private pointedStep: number | null;
  /** The chart whose values are read with the keys, or null. */
  declare private readChart: ChartSpec['id'] | null;
  readonly #columns = createCurveColumns();
  #specs: readonly ChartSpec[] = curveSpecs();
  #figures: Figures | null = null;
  #plotted = new Map<ChartFigures, Plotted>();
  #hidden = new Map<string, ReadonlySet<string>>();
  #all: Range = { from: 1, to: 2 };
  /** Names the run that is shown. */
  #key: string | null = null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.choices = readState('curves', choicesSchema, {
      smoothing: 0.9,
      isLossLogarithmic: false,
      hidden: [],
    });
    this.zoom = null;
    this.pointedStep = null;
    this.readChart = null;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('choices')) {
      writeState('curves', this.choices);
      this.#specs = withLossScale(this.#specs, this.choices.isLossLogarithmic);
      this.#hidden = hiddenByChart(this.choices.hidden);
    }
    if (this.run !== null && (changed.has('run') || changed.has('choices'))) this.#take(this.run);
    if (this.#key !== null && changed.has('zoom')) {
      const { zoom } = this;
      const kept = zoom === null ? null : { ...zoom, last: this.#all.to };
      writeRunState(zoomKey, this.#key, kept);
    }
  }

  #take(run: LabRun): void {
    this.#columns.update(run.series, this.choices.smoothing);
    this.#figures = curveFigures(run, this.#columns);
    this.#plotted = new Map(
      Object.values(this.#figures).map((figures) => [figures, plottedFigures(figures)]),
    );
    const all = { from: 1, to: Math.max(2, run.series.lastStep) };
    const key = runKeyOf(run.status);
    if (key !== this.#key) this.#open(key, all);
    const zoom = followEnd(this.zoom, this.#all, all);
    // What was zoomed into may be gone: a run that goes on repeats what it had not saved.
    this.zoom = zoom !== null && zoom.to > all.to ? null : zoom;
    this.#all = all;
  }

  /** Turns to a run: another one's part of the steps means nothing here. */
  #open(key: string, all: Range): void {
    this.#key = key;
    const kept = readRunState(zoomKey, key, zoomSchema, null);
    this.zoom = kept === null ? null : { from: kept.from, to: kept.to };
    this.#all = kept === null ? all : { from: 1, to: kept.last };
    this.pointedStep = null;
    this.readChart = null;
  }

  override render(): TemplateResult {
    const { run } = this;
    const figures = this.#figures;
    if (run === null || figures === null) return html``;
    const retry = (): void => this.#ask((host) => host.call('retry', {}));
    const { problem } = run;
    const attempted = problemLine(this.#attempt.problem);
    // Without a single step the problem is all there is to see.
    return problem !== null && this.#columns.length === 0
      ? html`${attempted} ${errorState({ text: problem, onRetry: retry })}`
      : html`${attempted} ${problemLine(problem, retry)} ${this.#renderRun(run, figures)}`;
  }

  #renderRun(run: LabRun, figures: Figures): TemplateResult {
    if (this.#columns.length === 0) return this.#renderEmpty(run);
    const range = rangeOf(this.zoom, this.#all);
    return html`
      <div class="tools">
        ${smoothingSlider(this.choices.smoothing, (smoothing) => this.#choose({ smoothing }))}
        ${checkbox({
          label: t('Logarithmic loss'),
          checked: this.choices.isLossLogarithmic,
          onChange: (isLossLogarithmic) => this.#choose({ isLossLogarithmic }),
        })}
        ${button({
          label: t('Show all steps'),
          icon: 'screenFull',
          appearance: 'secondary',
          disabled: this.zoom === null,
          onClick: () => {
            this.zoom = null;
          },
        })}
        <div class="pointed">${this.#renderPointed(run)}</div>
      </div>
      <div class="visually-hidden" aria-live="polite">${this.#renderSpoken(run, figures)}</div>
      <div class="charts">
        ${this.#specs.map((spec) => this.#renderChart(run, spec, figures[spec.id], range))}
      </div>
      <p class="hint muted">${chartKeysText()}</p>
      ${guard([run.epochs], () => (run.epochs.length === 0 ? null : epochTable(run.epochs)))}
    `;
  }

  #renderEmpty(run: LabRun): TemplateResult {
    if (run.status.live) {
      return emptyState({
        icon: 'graphLine',
        text: t('The curves begin with the first step.'),
      });
    }
    return emptyState({
      icon: 'graphLine',
      text: t('This run ended before its first step, so there is nothing to draw.'),
      steps: [
        {
          label: t('Start a run'),
          onClick: () => this.#ask((host) => host.call('showTraining', {})),
        },
        {
          label: t('Choose a run…'),
          onClick: () => this.#ask((host) => host.call('chooseRun', {})),
        },
      ],
    });
  }

  #renderPointed({ status }: LabRun): string {
    const at = nearest(this.#columns.step, this.#columns.length, this.pointedStep);
    const step = at === null ? 0 : (this.#columns.step[at] ?? 0);
    const text =
      status.stepsPerEpoch === 0
        ? t('Step {0}', formatCount(step))
        : t(
            'Step {0}, epoch {1}',
            formatCount(step),
            formatCount(Math.ceil(step / status.stepsPerEpoch)),
          );
    return this.pointedStep === null ? t('Last: {0}', text) : text;
  }

  /** The values that are read with the keys, for those who hear them. A pointer would flood them. */
  #renderSpoken(run: LabRun, figures: Figures): string {
    const spec = this.#specs.find(({ id }) => id === this.readChart);
    if (spec === undefined || this.pointedStep === null) return '';
    const hidden = this.#hidden.get(spec.id) ?? noneHidden;
    const values = valuesAt(spec, figures[spec.id], this.pointedStep);
    const parts = spec.lines.flatMap(({ id, label }, place) => {
      const value = values[place] ?? null;
      return hidden.has(id) || value === null ? [] : [`${label} ${spec.formatValue(value)}`];
    });
    return [this.#renderPointed(run), ...parts].join(', ');
  }

  #renderChart(run: LabRun, spec: ChartSpec, figures: ChartFigures, range: Range): TemplateResult {
    const hidden = this.#hidden.get(spec.id) ?? noneHidden;
    const values = valuesAt(spec, figures, this.pointedStep);
    const plotted = this.#plotted.get(figures) ?? null;
    return html`
      <section class="card" aria-label=${spec.title}>
        ${chartLegend(
          spec,
          values,
          hidden,
          (line) => this.#toggle(`${spec.id}/${line}`),
          figureMenu(spec.title, (look) =>
            curveFigure({ spec, figures, range, hidden, runTitle: run.status.title }, look),
          ),
        )}
        <curve-chart
          .spec=${spec}
          .figures=${plotted}
          .range=${range}
          .hiddenLines=${hidden}
          .pointedStep=${this.pointedStep}
          .label=${t(
            'Chart of {0}, steps {1} to {2}',
            spec.title,
            formatCount(Math.round(range.from)),
            formatCount(Math.round(range.to)),
          )}
          .onGesture=${(gesture: ChartGesture) => this.#follow(gesture, spec)}
        ></curve-chart>
      </section>
    `;
  }

  #follow(gesture: ChartGesture, spec: ChartSpec): void {
    switch (gesture.kind) {
      case 'zoom':
        this.zoom = zoomBy(this.zoom, this.#all, gesture.factor, gesture.anchor);
        break;
      case 'pan':
        this.zoom = panBy(this.zoom, this.#all, gesture.steps);
        break;
      case 'showAll':
        this.zoom = null;
        break;
      case 'point':
        this.pointedStep = gesture.step;
        this.readChart = gesture.by === 'keys' ? spec.id : null;
    }
  }

  #choose(some: Partial<Choices>): void {
    this.choices = { ...this.choices, ...some };
  }

  #toggle(line: string): void {
    const { hidden } = this.choices;
    this.#choose({
      hidden: hidden.includes(line) ? hidden.filter((other) => other !== line) : [...hidden, line],
    });
  }

  #ask(request: (host: Client<LabRequests>) => Promise<unknown>): void {
    const { host } = this;
    if (host !== null) void this.#attempt.ask(() => request(host));
  }
}

const hiddenByChart = (hidden: readonly string[]): Map<string, ReadonlySet<string>> => {
  const byChart = new Map<string, Set<string>>();
  for (const entry of hidden) {
    const [chart = '', line = ''] = entry.split('/');
    byChart.set(chart, (byChart.get(chart) ?? new Set<string>()).add(line));
  }
  return byChart;
};

/** Makes the Curves tab known to the page; called once. */
export const defineCurves = (): void => {
  customElements.define('curve-chart', CurveChart);
  customElements.define('lab-curves', LabCurves);
};

/** The curves of several runs over one another: four charts over one part of an axis. */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import * as z from 'zod';

import { button, controlStyles } from '../../parts/controls.js';
import { figureMenu } from '../../parts/figure/figureItems.js';
import type { FigureLine } from '../../parts/figure/lineFigure.js';
import { readState, writeState } from '../../parts/pageState.js';
import { sliderStyles } from '../../parts/slider.js';
import { baseStyles } from '../../parts/styles.js';
import { t } from '../../text.js';
import { chartKeysText, type ChartGesture } from '../curves/chartGesture.js';
import { chartLayoutStyles } from '../curves/chartLayout.js';
import { chartLegend, legendStyles } from '../curves/chartLegend.js';
import type { Plotted, PlotSpec } from '../curves/chartSpec.js';
import { plotFigure } from '../curves/plotFigure.js';
import { smoothingSlider } from '../curves/smoothingSlider.js';
import { panBy, rangeOf, zoomBy, type Range, type Zoom } from '../curves/xView.js';
import { segments, segmentStyles } from '../samples/segments.js';
import { axisKinds, axisName, axisSpec, formatPlace } from './axisKinds.js';
import { compareSpec, isAccuracy } from './compareSpecs.js';
import {
  chanceLevels,
  chartIds,
  linesOf,
  plotLines,
  valueAt,
  wholeRange,
  type ChartId,
  type OverlaidLine,
} from './overlay.js';
import { runName, type ShownRun } from './shownRuns.js';

const choicesSchema = z.object({
  axis: z.enum(axisKinds),
  /** Share of the old average that each point keeps, 0..0.99. */
  smoothing: z.number().min(0).max(0.99),
});
type Choices = z.infer<typeof choicesSchema>;

interface Chart {
  readonly id: ChartId;
  readonly spec: PlotSpec;
  /** As the spec's. */
  readonly lines: readonly OverlaidLine[];
  readonly plotted: Plotted;
}

export class CompareCharts extends LitElement {
  static override properties = {
    runs: { attribute: false },
    choices: { state: true },
    zoom: { state: true },
    pointed: { state: true },
    readChart: { state: true },
    hiddenLines: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    legendStyles,
    sliderStyles,
    segmentStyles,
    chartLayoutStyles,
    css`
      .tools {
        row-gap: 8px;
      }
      .hint {
        margin-top: 8px;
      }
    `,
  ];

  declare runs: readonly ShownRun[];
  declare private choices: Choices;
  declare private zoom: Zoom;
  /** Where the pointer is along the axis, or null. */
  declare private pointed: number | null;
  /** The chart whose values are read with the keys, or null. */
  declare private readChart: ChartId | null;
  /** Ids of lines that are hidden in all charts. */
  declare private hiddenLines: ReadonlySet<string>;
  #charts: readonly Chart[] = [];
  #all: Range = { from: 0, to: 1 };

  constructor() {
    super();
    this.runs = [];
    this.choices = readState('compareCharts', choicesSchema, { axis: 'steps', smoothing: 0.9 });
    this.zoom = null;
    this.pointed = null;
    this.readChart = null;
    this.hiddenLines = new Set();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('choices')) writeState('compareCharts', this.choices);
    if (changed.has('runs') || changed.has('choices')) this.#overlay();
  }

  #overlay(): void {
    const { axis, smoothing } = this.choices;
    const ofRuns = this.runs.map(({ run }) => linesOf(run, axis, smoothing));
    const all = wholeRange(ofRuns.flatMap((lines) => Object.values(lines)));
    // A part of another axis, or of runs that have grown, means nothing here.
    if (all.to !== this.#all.to) this.zoom = null;
    this.#all = all;
    const levels = chanceLevels(this.runs.map(({ run }) => run));
    this.#charts = chartIds.map((id) => {
      const guesses = levels.map(({ chance }): OverlaidLine => ({
        x: [all.from, all.to],
        y: [chance, chance],
        end: all.to,
      }));
      const lines = [...ofRuns.map((ofRun) => ofRun[id]), ...(isAccuracy(id) ? guesses : [])];
      const spec = compareSpec(id, this.runs, levels, axis);
      return { id, spec, lines, plotted: plotLines(lines, all) };
    });
  }

  override render(): TemplateResult {
    const range = rangeOf(this.zoom, this.#all);
    return html`
      <div class="tools">
        ${segments({
          label: t('Along the charts'),
          name: 'axis',
          value: this.choices.axis,
          options: axisKinds.map((value) => ({ value, label: axisName(value) })),
          onChange: (axis) => this.#choose({ axis }),
        })}
        ${smoothingSlider(this.choices.smoothing, (smoothing) => this.#choose({ smoothing }))}
        ${button({
          label: t('Show all'),
          icon: 'screenFull',
          appearance: 'secondary',
          disabled: this.zoom === null,
          onClick: () => {
            this.zoom = null;
          },
        })}
        <div class="pointed">${this.#placeText()}</div>
      </div>
      <div class="visually-hidden" aria-live="polite">${this.#spokenText()}</div>
      <div class="charts">${this.#charts.map((chart) => this.#renderChart(chart, range))}</div>
      <p class="hint muted">${chartKeysText()}</p>
    `;
  }

  #placeText(): string {
    const text = formatPlace(this.choices.axis, this.pointed ?? this.#all.to);
    return this.pointed === null ? t('Last: {0}', text) : text;
  }

  /** The values that are read with the keys, for those who hear them. */
  #spokenText(): string {
    const chart = this.#charts.find(({ id }) => id === this.readChart);
    if (chart === undefined || this.pointed === null) return '';
    const values = chart.spec.lines.flatMap(({ id, label }, place) => {
      const value = this.#valueOf(chart, place);
      return this.hiddenLines.has(id) || value === null
        ? []
        : [`${label} ${chart.spec.formatValue(value)}`];
    });
    return [this.#placeText(), ...values].join(', ');
  }

  #valueOf({ lines }: Chart, place: number): number | null {
    const line = lines[place];
    return line === undefined ? null : valueAt(line, this.pointed);
  }

  #renderChart(chart: Chart, range: Range): TemplateResult {
    const { spec, plotted } = chart;
    const axis = axisSpec(this.choices.axis);
    return html`
      <section class="card" aria-label=${spec.title}>
        ${chartLegend(
          spec,
          spec.lines.map((_, place) => this.#valueOf(chart, place)),
          this.hiddenLines,
          (line) => this.#toggle(line),
          figureMenu(spec.title, (look) =>
            plotFigure(
              {
                ...{ spec, range, subtitle: '', level: null },
                lines: this.#figureLines(chart),
                xLabel: axisName(this.choices.axis),
              },
              look,
            ),
          ),
        )}
        <curve-chart
          .spec=${spec}
          .figures=${plotted}
          .range=${range}
          .hiddenLines=${this.hiddenLines}
          .pointedStep=${this.pointed}
          .label=${t(
            'Chart of {0}, {1}: {2} to {3}',
            spec.title,
            axisName(this.choices.axis),
            axis.formatTick(Math.round(range.from)),
            axis.formatTick(Math.round(range.to)),
          )}
          .onGesture=${(gesture: ChartGesture) => this.#follow(gesture, chart.id)}
        ></curve-chart>
      </section>
    `;
  }

  /** Away from the page a number says nothing: runs are named. */
  #figureLines({ spec, lines }: Chart): readonly FigureLine[] {
    return spec.lines.flatMap((line, place): FigureLine[] => {
      const points = lines[place];
      if (points === undefined || this.hiddenLines.has(line.id)) return [];
      const shown = this.runs[place];
      const label = shown === undefined ? line.label : runName(shown.run.summary.runFolder);
      return [{ ...line, label, x: points.x, y: points.y }];
    });
  }

  #follow(gesture: ChartGesture, id: ChartId): void {
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
        this.pointed = gesture.step;
        this.readChart = gesture.by === 'keys' ? id : null;
    }
  }

  #choose(some: Partial<Choices>): void {
    this.choices = { ...this.choices, ...some };
  }

  #toggle(line: string): void {
    const hidden = new Set(this.hiddenLines);
    if (!hidden.delete(line)) hidden.add(line);
    this.hiddenLines = hidden;
  }
}

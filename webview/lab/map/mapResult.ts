/** A map that was drawn: its points, what their colours mean, and what is done with those selected. */
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';

import type { ImageMap } from '../../../src/protocol/embedding.js';
import type { MovedImages } from '../../../src/protocol/moving.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { button, controlStyles } from '../../parts/controls.js';
import { errorText, problemLine } from '../../parts/errorState.js';
import { formatCount } from '../../parts/format.js';
import { readState, writeState } from '../../parts/pageState.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTable, dataTableStyles } from '../../parts/table/dataTable.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { onThemeChange } from '../../parts/theme.js';
import { t } from '../../text.js';
import { segmentStyles } from '../samples/segments.js';
import {
  colouringNameSchema,
  colouringOf,
  colouringsOf,
  type Colouring,
  type ColouringName,
} from './colouring.js';
import { MapActions } from './mapActions.js';
import { mapBar } from './mapBar.js';
import { MapEvent, type MapNews } from './mapEvents.js';
import { mapFigure } from './mapFigure.js';
import { factsOf, mapHover, mapHoverStyles } from './mapHover.js';
import { mapLegend, mapLegendStyles } from './mapLegend.js';
import { createMapPictures, type MapPictures } from './mapPictures.js';
import { mapResultStyles } from './mapResultStyles.js';
import { mapSelection, mapSelectionStyles, mostOpened, movedReport } from './mapSelection.js';
import { mapTable } from './mapTable.js';
import { mapFacts, mapLabel } from './mapWords.js';
import { pointLooks, type PointLooks } from './pointLooks.js';
import type { MapTool, ScatterMap, ScatterPoints } from './scatterMap.js';
import { flipped, layOut, shownPoints, type LaidOut } from './shownPoints.js';

/** Enough for the card on a dense screen. */
const thumbnailSidePx = 256;
const rowsPerPage = 50;
const colouringKey = 'mapColouring';

export class MapResult extends LitElement {
  static override properties = {
    map: { attribute: false },
    host: { attribute: false },
    runTitle: { attribute: false },
    wanted: { state: true },
    hiddenClasses: { state: true },
    selected: { state: true },
    gone: { state: true },
    tool: { state: true },
    pointed: { state: true },
    shownRows: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    sectionStyles,
    segmentStyles,
    dataTableStyles,
    mapHoverStyles,
    mapLegendStyles,
    mapSelectionStyles,
    mapResultStyles,
  ];

  declare map: ImageMap | null;
  declare host: Client<LabRequests> | null;
  /** Of the run, for figures. */
  declare runTitle: string;
  declare private wanted: ColouringName | null;
  /** Places of classes that are not shown. */
  declare private hiddenClasses: ReadonlySet<number>;
  declare private selected: ReadonlySet<number>;
  /** Paths of images that were moved elsewhere. */
  declare private gone: ReadonlySet<string>;
  declare private tool: MapTool;
  declare private pointed: Extract<MapNews, { kind: 'point' }> | null;
  declare private shownRows: number;
  readonly #scatter = createRef<ScatterMap>();
  readonly #actions = new MapActions(this, (outcome, isBack) => this.#takeMoved(outcome, isBack));
  #laidOut: LaidOut | null = null;
  #colouring: Colouring | null = null;
  #points: ScatterPoints | null = null;
  #looks: PointLooks | null = null;
  #table: TableSpec<number> | null = null;
  #pictures: MapPictures | null = null;
  #endTheme: (() => void) | null = null;

  constructor() {
    super();
    this.map = null;
    this.host = null;
    this.runTitle = '';
    this.wanted = readState(colouringKey, colouringNameSchema.nullable(), null);
    this.hiddenClasses = new Set();
    this.selected = new Set();
    this.gone = new Set();
    this.tool = 'move';
    this.pointed = null;
    this.shownRows = rowsPerPage;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endTheme = onThemeChange(() => {
      this.#looks = null;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endTheme?.();
    this.#pictures?.dispose();
    this.#pictures = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { map } = this;
    if (map === null) return;
    if (changed.has('map')) this.#open(map);
    const all = changed as PropertyValues;
    const isColoured = changed.has('map') || all.has('wanted');
    if (isColoured) {
      const name = this.#colouringName(map);
      this.#colouring = name === null ? null : colouringOf(map, name);
      this.hiddenClasses = new Set();
    }
    if (isColoured || this.#looks === null) {
      this.#looks = pointLooks(this.#colouring, map.paths.length);
    }
    if (this.#laidOut !== null && (isColoured || all.has('hiddenClasses') || all.has('gone'))) {
      const points = shownPoints(
        map,
        this.#laidOut,
        this.#colouring,
        this.hiddenClasses,
        this.gone,
      );
      this.#points = points;
      // What is not seen must not be moved.
      this.selected = new Set([...this.selected].filter((point) => points.isShown[point] === 1));
    }
  }

  override render(): TemplateResult {
    const { map } = this;
    const [points, looks] = [this.#points, this.#looks];
    if (map === null || points === null || looks === null) return html``;
    const colouring = this.#colouring;
    const name = this.#colouringName(map);
    return html`
      <p class="facts muted">${mapFacts(map)}</p>
      ${mapBar({
        names: colouringsOf(map),
        name,
        tool: this.tool,
        onColouring: (wanted) => {
          this.wanted = wanted;
          writeState(colouringKey, wanted);
        },
        onTool: (tool) => {
          this.tool = tool;
        },
        onZoom: (factor) => this.#scatter.value?.zoomBy(factor),
        onFit: () => this.#scatter.value?.fit(),
        table: this.#tableOf(map),
        draw: (look) => mapFigure({ ...this.#figure(map, points, looks), colouring }, look),
      })}
      ${this.#renderSelection(map)} ${problemLine(this.#actions.problem)}
      <div class="split ${colouring === null ? '' : 'with-legend'}">
        <div class="framed">
          <scatter-map
            ${ref(this.#scatter)}
            .points=${points}
            .looks=${looks}
            .selected=${this.selected}
            .tool=${this.tool}
            .label=${mapLabel(map, points.order.length)}
            .describe=${(point: number) => this.#describe(map, point)}
            @map-news=${(event: Event) => this.#take(event, map)}
          ></scatter-map>
          ${this.#renderCard(map)}
        </div>
        ${
          colouring === null
            ? null
            : mapLegend(colouring, looks, {
                hidden: this.hiddenClasses,
                onToggle: (place) => {
                  this.hiddenClasses = flipped(this.hiddenClasses, [place]);
                },
                onSelect: (place) => this.#selectClass(colouring, points, place),
              })
        }
      </div>
      ${this.#renderTable(map)}
    `;
  }

  #renderSelection({ folder, paths }: ImageMap): TemplateResult {
    const actions = this.#actions;
    const chosen = (): string[] =>
      [...this.selected].sort((a, b) => a - b).map((point) => paths[point] ?? '');
    const { report } = actions;
    return html`${mapSelection({
      selected: this.selected.size,
      isMoving: actions.isMoving,
      said: actions.said,
      onSelectSeen: () => this.#scatter.value?.selectSeen(),
      onCopy: () => void actions.copy(chosen()),
      onOpen: () => void actions.openAll(folder, chosen().slice(0, mostOpened)),
      onMove: () => void actions.move(folder, chosen()),
      onClear: () => {
        this.selected = new Set();
      },
    })}${
      report === null
        ? null
        : movedReport(
            report.outcome,
            actions.isMoving,
            report.isBack ? null : () => void actions.moveBack(),
          )
    }`;
  }

  #renderCard(map: ImageMap): TemplateResult | null {
    const point = this.pointed?.point ?? null;
    const size = this.#scatter.value?.view.size;
    if (this.pointed === null || point === null || size === undefined) return null;
    const thumbnail = this.#pictures?.of(map.paths[point] ?? '') ?? { kind: 'loading' };
    return mapHover(map, point, thumbnail, this.pointed.at, size);
  }

  #renderTable(map: ImageMap): TemplateResult {
    const { length } = map.paths;
    return html`<details class="images">
      <summary>${t('Table of the images')}</summary>
      ${dataTable({ ...this.#tableOf(map), mostShown: this.shownRows })}
      ${
        length <= this.shownRows
          ? null
          : button({
              label: t(
                'Show {0} more',
                formatCount(Math.min(rowsPerPage, length - this.shownRows)),
              ),
              appearance: 'secondary',
              onClick: () => {
                this.shownRows += rowsPerPage;
              },
            })
      }
    </details>`;
  }

  #open(map: ImageMap): void {
    this.#laidOut = layOut(map);
    this.#table = null;
    this.selected = new Set();
    this.gone = new Set();
    this.pointed = null;
    this.shownRows = rowsPerPage;
    this.#actions.forget();
    this.#pictures?.dispose();
    this.#pictures = createMapPictures({
      read: async (paths) => {
        const { folder } = map;
        const params = { folder, paths: [...paths], sidePx: thumbnailSidePx };
        return (await this.host?.call('readThumbnails', params))?.photos ?? [];
      },
      onChange: () => this.requestUpdate(),
      describeError: errorText,
      unknownText: t('The photo cannot be read.'),
    });
  }

  #colouringName(map: ImageMap): ColouringName | null {
    const names = colouringsOf(map);
    return names.find((name) => name === this.wanted) ?? names[0] ?? null;
  }

  #tableOf(map: ImageMap): TableSpec<number> {
    this.#table ??= mapTable(
      map,
      (point) => void this.#actions.open(map.folder, map.paths[point] ?? ''),
    );
    return this.#table;
  }

  #figure(map: ImageMap, points: ScatterPoints, looks: PointLooks) {
    const seen = this.#scatter.value?.view;
    if (seen === undefined) throw new Error(t('The picture could not be drawn.'));
    return {
      ...{ points, looks, seen, title: t('Map of images'), subtitle: this.runTitle },
      description: mapLabel(map, points.order.length),
    };
  }

  #describe(map: ImageMap, point: number): string {
    const facts = factsOf(map, point).map(([name, value]) => `${name} ${value}`);
    return [map.paths[point] ?? '', ...facts].join(', ');
  }

  #take(event: Event, map: ImageMap): void {
    if (!(event instanceof MapEvent)) return;
    const { news } = event;
    switch (news.kind) {
      case 'point':
        this.pointed = news;
        if (news.point !== null) this.#pictures?.want(map.paths[news.point] ?? '');
        return;
      case 'open':
        void this.#actions.open(map.folder, map.paths[news.point] ?? '');
        return;
      case 'select': {
        const points = new Set(news.points);
        if (news.how === 'replace') this.selected = points;
        else if (news.how === 'add') this.selected = new Set([...this.selected, ...points]);
        else this.selected = flipped(this.selected, news.points);
      }
    }
  }

  #selectClass(colouring: Colouring, { order }: ScatterPoints, place: number): void {
    if (colouring.kind !== 'classes') return;
    this.selected = new Set(order.filter((point) => colouring.of[point] === place));
  }

  #takeMoved({ moved }: MovedImages, isBack: boolean): void {
    const paths = new Set(moved);
    this.gone = new Set(
      isBack ? [...this.gone].filter((path) => !paths.has(path)) : [...this.gone, ...paths],
    );
  }
}

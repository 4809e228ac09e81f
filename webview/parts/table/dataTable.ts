/**
 * A table of figures that can be sorted, copied and saved. The element draws into the tree of the one
 * that shows it, so that cells are styled there; that one takes `dataTableStyles`.
 */
import { css, html, LitElement, nothing, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../cssProperties.js';
import { formatCount } from '../format.js';
import { icon } from '../icons.js';
import { overflowMenu, type MenuItem } from '../output/overflowMenu.js';
import { t } from '../../text.js';
import { nextDirection, sortRows, type Direction } from './sortRows.js';
import { tableItems } from './tableItems.js';
import { isData, textOf, type Column, type DataColumn, type TableSpec } from './tableSpec.js';

export interface Sorting {
  /** Place of the column. */
  readonly column: number;
  readonly direction: Direction;
}

export interface DataTableOptions<Row> extends TableSpec<Row> {
  /** The heading above the table, beside its menu. */
  readonly heading?: TemplateResult;
  /** What else its menu offers, such as to save the chart that is drawn in it. */
  readonly items?: readonly MenuItem[];
  /** False for a table in which the order of rows is all there is to know. */
  readonly isSortable?: boolean;
  /** How the rows are sorted until the user sorts them; files keep the order of the spec until then. */
  readonly firstSorting?: Sorting;
  /** Rows that are drawn at most; files hold all of them. */
  readonly mostShown?: number;
  /** Height in px from which the table scrolls beneath its header. */
  readonly mostHighPx?: number;
}

export const dataTableStyles: CSSResult = css`
  data-table {
    display: block;
    min-width: 0;
  }
  .table-bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 24px;
    margin-bottom: 4px;
  }
  .table-bar > :is(h2, h3) {
    min-width: 0;
    margin: 0;
  }
  .table-bar > overflow-menu {
    margin-inline-start: auto;
  }
  .table-frame {
    /* Text for screen readers is placed absolutely, and must not widen the page from a hidden column. */
    position: relative;
    max-width: 100%;
    overflow-x: auto;
  }
  .table-frame.high {
    max-height: var(--most-high);
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .table-frame > table {
    width: 100%;
  }
  .table-frame.high thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--vscode-editor-background);
  }
  .table-frame thead td {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
  }
  .sorter {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: inherit;
    cursor: pointer;
  }
  .sorter:hover {
    text-decoration: underline;
  }
  th.number .sorter {
    flex-direction: row-reverse;
  }
  .sorter .icon {
    width: 12px;
    height: 12px;
  }
  .table-frame tbody th {
    font-weight: 400;
  }
`;

/** Use it through `dataTable`, which knows the type of its rows. */
export class DataTable extends LitElement {
  static override properties = {
    options: { attribute: false },
    sorting: { state: true },
  };

  declare options: DataTableOptions<unknown> | null;
  declare private sorting: Sorting | null;

  constructor() {
    super();
    this.options = null;
    this.sorting = null;
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { options } = this;
    if (options === null) return html``;
    const { name, columns, heading, items = [], mostShown, mostHighPx } = options;
    const sorting = this.sorting ?? options.firstSorting ?? null;
    const rows = sorting === null ? options.rows : sorted(options, sorting);
    const shown = mostShown === undefined ? rows : rows.slice(0, mostShown);
    const isHigh = mostHighPx !== undefined;
    return html`
      <div class="table-bar">
        ${heading ?? nothing}${overflowMenu(name, [
          ...items,
          ...tableItems({ ...options, rows: this.sorting === null ? options.rows : rows }),
        ])}
      </div>
      <div
        class="table-frame ${isHigh ? 'high' : ''}"
        role=${isHigh ? 'region' : nothing}
        aria-label=${isHigh ? name : nothing}
        tabindex=${isHigh ? 0 : nothing}
        ${cssProperties({ '--most-high': isHigh ? `${mostHighPx}px` : undefined })}
      >
        <table>
          <caption class="visually-hidden">
            ${name}
          </caption>
          <thead>
            <tr>
              ${columns.map((column, place) => this.#renderHeader(column, place, sorting))}
            </tr>
          </thead>
          <tbody>
            ${shown.map(
              (row) =>
                html`<tr>
                  ${columns.map((column) => renderCell(column, row))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        rows.length > shown.length
          ? html`<p class="muted">${t('and {0} more', formatCount(rows.length - shown.length))}</p>`
          : null
      }
    `;
  }

  #renderHeader(column: Column<unknown>, place: number, sorting: Sorting | null): TemplateResult {
    if (!isData(column)) return html`<td class=${column.className ?? nothing}></td>`;
    const { header, hint, isNumeric } = column;
    const direction = sorting?.column === place ? sorting.direction : null;
    return html`<th
      scope="col"
      class=${isNumeric === true ? 'number' : nothing}
      title=${hint ?? nothing}
      aria-sort=${direction ?? nothing}
    >
      ${
        this.options?.isSortable !== false
          ? html`<button
              type="button"
              class="sorter"
              @click=${() => this.#sort(column, place, direction)}
            >
              ${header}${direction === null ? null : icon(direction === 'ascending' ? 'arrowUp' : 'arrowDown')}
            </button>`
          : header
      }
    </th>`;
  }

  #sort({ isNumeric }: DataColumn<unknown>, column: number, now: Direction | null): void {
    const direction = nextDirection(isNumeric === true, now);
    this.sorting = direction === null ? null : { column, direction };
  }
}

const sorted = (
  { rows, columns }: TableSpec<unknown>,
  { column, direction }: Sorting,
): readonly unknown[] => {
  const by = columns[column];
  return by === undefined || !isData(by) ? rows : sortRows(rows, by, direction);
};

const renderCell = (column: Column<unknown>, row: unknown): TemplateResult => {
  const { className = '' } = column;
  if (!isData(column)) return html`<td class=${className}>${column.cell(row)}</td>`;
  const classes = `${column.isNumeric === true ? 'number ' : ''}${className}`;
  const content = column.cell?.(row) ?? textOf(column, row);
  return column.isRowHeader === true
    ? html`<th scope="row" class=${classes}>${content}</th>`
    : html`<td class=${classes}>${content}</td>`;
};

/** A table with its heading and its menu. */
export const dataTable = <Row>(options: DataTableOptions<Row>): TemplateResult =>
  html`<data-table .options=${options}></data-table>`;

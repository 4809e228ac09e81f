/** The figures of the editor, for people. */
import type { HostFigures } from '../extension/bench/figureSchema.js';
import { median } from './statistics.js';
import { tableLines } from './textTable.js';

export interface EditorFigures extends HostFigures {
  /** Of each start of the editor. */
  readonly activations: readonly HostFigures['activation'][];
  /** Size of the extension's bundle. */
  readonly bundleBytes: number;
}

interface Row {
  readonly what: string;
  readonly value: string;
  readonly measured: string;
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;

const medianRow = (what: string, values: readonly number[] | undefined): Row[] =>
  values === undefined
    ? []
    : [
        {
          what,
          value: ms(median(values)),
          measured: `median of ${values.length}, ${ms(Math.min(...values))} to ${ms(Math.max(...values))}`,
        },
      ];

const loopRows = (loop: HostFigures['loopDelayMs']): Row[] =>
  loop === undefined
    ? []
    : (['idle', 'training'] as const).map((when) => ({
        what: `event-loop delay p99, ${when}`,
        value: ms(loop[when].p99),
        measured: `median ${ms(loop[when].p50)}, largest ${ms(loop[when].max)}, ${loop[when].samples} looks`,
      }));

const roundRows = (rounds: HostFigures['rounds']): Row[] =>
  rounds === undefined
    ? []
    : [
        { name: 'resident memory', bytes: rounds.residentBytes },
        { name: 'heap', bytes: rounds.heapBytes },
      ].map(({ name, bytes }) => ({
        what: `${name} of the host, ${bytes.length} rounds`,
        value: `${mib(bytes[0] ?? 0)} to ${mib(bytes.at(-1) ?? 0)}`,
        measured: `${rounds.enginesLeft} engines left; ${bytes.map(mib).join(', ')}`,
      }));

/** A table with a line for each figure. */
export const editorText = (figures: EditorFigures): string => {
  const { activations, bundleBytes, versions, snapshot } = figures;
  const rows: Row[] = [
    { what: 'extension.cjs', value: `${(bundleBytes / 1000).toFixed(1)} kB`, measured: 'minified' },
    ...medianRow(
      'loading the code',
      activations.map(({ loadMs }) => loadMs),
    ),
    ...medianRow(
      'activate()',
      activations.map(({ activateMs }) => activateMs),
    ),
    ...medianRow('click to first step', figures.firstStepMs),
    ...loopRows(figures.loopDelayMs),
    ...medianRow(`snapshot of ${snapshot?.steps ?? 0} steps, made`, snapshot?.buildMs),
    ...medianRow(`run of ${snapshot?.steps ?? 0} steps, read from disk`, snapshot?.openMs),
    ...roundRows(figures.rounds),
  ];
  return [
    `Visual Studio Code ${versions.editor}, Node ${versions.node}`,
    '',
    ...tableLines<Row>(
      [
        { title: 'figure', align: 'left', text: ({ what }) => what },
        { title: 'value', align: 'right', text: ({ value }) => value },
        { title: 'measured', align: 'left', text: ({ measured }) => measured },
      ],
      rows,
    ),
  ].join('\n');
};

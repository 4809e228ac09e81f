/** Where the time of a training step goes, operation by operation. */
import type { StepMeasurement } from './measurements.js';
import { percentText, tableLines } from './textTable.js';

export interface KernelRow {
  readonly operation: string;
  /** Per step; null for what is no operation. */
  readonly calls: number | null;
  /** Per step. */
  readonly ms: number;
  /** Of the step. */
  readonly share: number;
}

/** One row an operation, the longest first, then what is outside of all operations. */
export const kernelRows = ({ operations, kernelShare }: StepMeasurement): KernelRow[] => {
  const insideMs = operations.reduce((sum, { ms }) => sum + ms, 0);
  const stepMs = insideMs / kernelShare;
  const outsideMs = stepMs - insideMs;
  return [
    ...operations.map((operation) => ({ ...operation, share: operation.ms / stepMs })),
    { operation: 'outside of operations', calls: null, ms: outsideMs, share: outsideMs / stepMs },
  ];
};

/** The table for people. */
export const kernelsText = (rows: readonly KernelRow[]): string =>
  tableLines(
    [
      { title: 'operation', align: 'left', text: ({ operation }) => operation },
      {
        title: 'calls',
        align: 'right',
        text: ({ calls }) => (calls === null ? '-' : String(calls)),
      },
      { title: 'ms', align: 'right', text: ({ ms }) => ms.toFixed(2) },
      { title: 'share', align: 'right', text: ({ share }) => percentText(share) },
    ],
    rows,
  ).join('\n');

/** What the measurements of training speed say: rows, ratios, and a table of both. */
import type { Precision } from '../../src/protocol/run.js';
import { benchNetwork, type RateUnit } from './benchNetworks.js';
import type { CaseName, Engine } from './contenders.js';
import { median, ratioOf, type Ratio } from './statistics.js';
import { percentText, tableLines, type Column } from './textTable.js';
import type { CaseResult, ContenderResult, TrainingBenchResult } from './trainingBench.js';

export interface TrainingRow {
  readonly network: CaseName;
  readonly engine: Engine;
  readonly label: string;
  readonly precision: Precision;
  /** Ours in the precision that `auto` takes. */
  readonly isAuto: boolean;
  /** Median over the rounds. */
  readonly msPerStep: number;
  readonly msPerStepByRound: readonly number[];
  /** Units per second. */
  readonly rate: number;
  readonly unit: RateUnit;
  /** Ours only: share of the step's time inside TensorFlow operations; median over the rounds. */
  readonly kernelShare: number | null;
  /** Ours only: the time that the step's products would take at the best convolution rate, over its time. */
  readonly ceilingShare: number | null;
}

export interface TrainingRatio extends Ratio {
  readonly network: CaseName;
  readonly ours: string;
  readonly theirs: string;
}

const rowOf = (
  { benchedCase, calibration }: CaseResult,
  { contender, measurements }: ContenderResult,
  convolutionRates: TrainingBenchResult['convolutionRates'],
): TrainingRow => {
  const { unit, unitsPerStep } = benchNetwork(benchedCase.network, benchedCase.pool);
  const msPerStepByRound = measurements.map((measurement) => measurement.msPerStep);
  const msPerStep = median(msPerStepByRound);
  const steps = measurements.filter((measurement) => measurement.kind === 'step');
  const [step] = steps;
  const { engine, label, precision } = contender;
  return {
    network: benchedCase.name,
    engine,
    label,
    precision,
    isAuto: engine === 'lab' && precision === calibration.chosen,
    msPerStep,
    msPerStepByRound,
    rate: (1000 * unitsPerStep) / msPerStep,
    unit,
    kernelShare: step === undefined ? null : median(steps.map(({ kernelShare }) => kernelShare)),
    ceilingShare:
      step === undefined
        ? null
        : (1000 * step.gflopPerStep) / convolutionRates[precision] / msPerStep,
  };
};

/** One row a contender. */
export const trainingRows = (result: TrainingBenchResult): TrainingRow[] =>
  result.cases.flatMap((caseResult) =>
    caseResult.contenders.map((contender) => rowOf(caseResult, contender, result.convolutionRates)),
  );

const fastest = (rows: readonly TrainingRow[]): TrainingRow | undefined =>
  rows.toSorted((a, b) => a.msPerStep - b.msPerStep)[0];

/** How many times as fast this engine is as each of the others, for one network. */
const ratiosOfNetwork = (network: CaseName, rows: readonly TrainingRow[]): TrainingRatio[] => {
  const ofEngine = (engine: Engine, precision?: Precision): TrainingRow | undefined =>
    fastest(
      rows.filter(
        (row) =>
          row.network === network &&
          row.engine === engine &&
          (precision === undefined || row.precision === precision),
      ),
    );
  const auto = rows.find((row) => row.network === network && row.isAuto);
  const compare = (
    ours: TrainingRow | undefined,
    oursText: string,
    theirs: TrainingRow | undefined,
    theirsText: string,
  ): TrainingRatio[] => {
    if (ours === undefined || theirs === undefined) return [];
    const ratio = ratioOf(ours.msPerStepByRound, theirs.msPerStepByRound);
    return [{ network, ours: oursText, theirs: theirsText, ...ratio }];
  };
  const autoText = `auto (${String(auto?.precision)})`;
  const best = ofEngine('pytorchTuned');
  const bestText = `PyTorch at its best (${String(best?.precision)})`;
  return [
    ...compare(auto, autoText, best, bestText),
    ...compare(auto, autoText, ofEngine('pytorchWritten'), 'PyTorch as people write it'),
    ...compare(auto, autoText, ofEngine('stockTfjs'), 'stock tfjs-node'),
    ...(['float32', 'bfloat16'] as const).flatMap((precision) =>
      compare(
        ofEngine('lab', precision),
        precision,
        ofEngine('pytorchTuned', precision),
        `PyTorch's best ${precision}`,
      ),
    ),
  ];
};

/** The ratios of all networks that have someone to compare with. */
export const trainingRatios = (rows: readonly TrainingRow[]): TrainingRatio[] =>
  [...new Set(rows.map(({ network }) => network))].flatMap((network) =>
    ratiosOfNetwork(network, rows),
  );

const rowColumns = (rows: readonly TrainingRow[]): Column<TrainingRow>[] => [
  { title: 'network', align: 'left', text: ({ network }) => network },
  { title: 'engine', align: 'left', text: ({ label }) => label },
  {
    title: 'precision',
    align: 'left',
    text: ({ precision, isAuto }) => `${precision}${isAuto ? ' (auto)' : ''}`,
  },
  { title: 'ms/step', align: 'right', text: ({ msPerStep }) => msPerStep.toFixed(1) },
  { title: 'rate', align: 'right', text: ({ rate, unit }) => `${rate.toFixed(1)} ${unit}/s` },
  {
    title: 'auto/it',
    align: 'right',
    text: ({ network, msPerStep }) => {
      const auto = rows.find((row) => row.network === network && row.isAuto);
      return auto === undefined ? '-' : (msPerStep / auto.msPerStep).toFixed(2);
    },
  },
  { title: 'kernels', align: 'right', text: ({ kernelShare }) => percentText(kernelShare) },
  { title: 'ceiling', align: 'right', text: ({ ceilingShare }) => percentText(ceilingShare) },
];

const ratioColumns: readonly Column<TrainingRatio>[] = [
  { title: 'network', align: 'left', text: ({ network }) => network },
  { title: 'this engine', align: 'left', text: ({ ours }) => ours },
  { title: 'against', align: 'left', text: ({ theirs }) => theirs },
  {
    title: 'times as fast',
    align: 'right',
    text: ({ ofMedians }) => ofMedians.toFixed(2),
  },
  {
    title: 'rounds',
    align: 'right',
    text: ({ min, max }) => `${min.toFixed(2)} - ${max.toFixed(2)}`,
  },
];

/** The table for people. */
export const trainingText = (
  rows: readonly TrainingRow[],
  ratios: readonly TrainingRatio[],
  { float32, bfloat16 }: TrainingBenchResult['convolutionRates'],
): string =>
  [
    ...tableLines(rowColumns(rows), rows),
    '',
    'auto/it: how many times as fast this engine is in the precision that it chooses.',
    'kernels: share of the step inside TensorFlow operations.',
    `ceiling: share of the best convolution rate, ${float32.toFixed(0)} GFLOP/s in float32 and ` +
      `${bfloat16.toFixed(0)} in bfloat16.`,
    ...(ratios.length === 0 ? [] : ['', ...tableLines(ratioColumns, ratios)]),
  ].join('\n');

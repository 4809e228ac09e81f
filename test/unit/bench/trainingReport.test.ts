import { describe, expect, it } from 'vitest';

import { benchCase, contendersFor, type CaseName, type Contender } from '../../bench/contenders.js';
import { kernelRows } from '../../bench/kernelsReport.js';
import type { PeerMeasurement, StepMeasurement } from '../../bench/measurements.js';
import type { CaseResult, TrainingBenchResult } from '../../bench/trainingBench.js';
import { trainingRatios, trainingRows, trainingText } from '../../bench/trainingReport.js';
import type { Precision } from '../../../src/protocol/run.js';
import { sentence } from '../../../src/protocol/sentence.js';

const stepOf = (precision: Precision, msPerStep: number): StepMeasurement => ({
  kind: 'step',
  precision,
  calibration: null,
  msPerStep,
  loss: 1.4,
  kernelShare: 0.9,
  operations: [
    { operation: 'Conv2D', calls: 9, ms: 60 },
    { operation: 'Cast', calls: 1, ms: 30 },
  ],
  gflopPerStep: 20,
  parameters: 1000,
  tensorflow: '2.21.0',
  nativeKernels: true,
});

const peerOf = (msPerStep: number): PeerMeasurement => ({
  kind: 'peer',
  msPerStep,
  loss: 1.4,
  parameters: 1000,
});

/** Ms per step of every contender in two rounds. */
const timesOf = ({ engine, precision, label }: Contender): readonly [number, number] => {
  switch (engine) {
    case 'lab':
      return precision === 'float32' ? [200, 240] : [100, 140];
    case 'stockTfjs':
      return [1200, 1200];
    case 'pytorchWritten':
      return [600, 600];
    case 'pytorchTuned':
      if (precision === 'float32') return label.includes('channels_last') ? [210, 230] : [400, 400];
      return label.includes('channels_last') ? [300, 300] : [180, 180];
  }
};

const resultOf = (name: CaseName, pythonPath: string | null): TrainingBenchResult => {
  const benchedCase = benchCase(name);
  const options = { steps: 3, nodePath: 'node', bundlePath: 'bench.js', pythonPath };
  const caseResult: CaseResult = {
    benchedCase,
    calibration: {
      chosen: 'bfloat16',
      float32MsPerStep: 200,
      bfloat16MsPerStep: 100,
      gradientDeviation: 0.02,
      reason: sentence('bfloat16 is faster.'),
    },
    tensorflow: '2.21.0',
    contenders: contendersFor(benchedCase, options).map((contender) => ({
      contender,
      measurements: timesOf(contender).map((ms) =>
        contender.engine === 'lab' ? stepOf(contender.precision, ms) : peerOf(ms),
      ),
    })),
  };
  return { convolutionRates: { float32: 200, bfloat16: 400 }, cases: [caseResult] };
};

describe('the report of training speed', () => {
  const rows = trainingRows(resultOf('rotnet', 'python3'));
  const ratios = trainingRatios(rows);

  it('gives the median over the rounds, the rate, and the share of the ceiling', () => {
    const ours = rows.find(({ engine, precision }) => engine === 'lab' && precision === 'bfloat16');
    expect(ours).toMatchObject({ isAuto: true, msPerStep: 120, unit: 'views', kernelShare: 0.9 });
    expect(ours?.rate).toBeCloseTo(128 / 0.12, 6);
    // 20 GFLOP at 400 GFLOP/s would take 50 ms.
    expect(ours?.ceilingShare).toBeCloseTo(50 / 120, 9);
    const peer = rows.find(({ engine }) => engine === 'stockTfjs');
    expect(peer).toMatchObject({ isAuto: false, kernelShare: null, ceilingShare: null });
  });

  it('takes as the best of PyTorch the fastest of its layouts and precisions', () => {
    const against = (theirs: string): unknown => ratios.find((ratio) => ratio.theirs === theirs);
    expect(against('PyTorch at its best (bfloat16)')).toMatchObject({
      ours: 'auto (bfloat16)',
      ofMedians: 1.5,
      min: 180 / 140,
      max: 1.8,
    });
    expect(against("PyTorch's best float32")).toMatchObject({ ours: 'float32', ofMedians: 1 });
    expect(against('PyTorch as people write it')).toMatchObject({ ofMedians: 5 });
    expect(against('stock tfjs-node')).toMatchObject({ ofMedians: 10 });
  });

  it('shows each contender on a line and each ratio on another', () => {
    const text = trainingText(rows, ratios, { float32: 200, bfloat16: 400 });
    const lines = text.split('\n');
    expect(lines.filter((line) => line.startsWith('rotnet '))).toHaveLength(
      rows.length + ratios.length,
    );
    expect(text).toContain('bfloat16 (auto)');
  });

  it('leaves PyTorch out where there is no Python', () => {
    const alone = trainingRows(resultOf('rotnet', null));
    expect(alone.map(({ engine }) => engine)).toEqual(['lab', 'lab', 'stockTfjs']);
    expect(trainingRatios(alone).map(({ theirs }) => theirs)).toEqual(['stock tfjs-node']);
  });

  it('compares the small presets with nobody', () => {
    const small = trainingRows(resultOf('jigsaw-small', 'python3'));
    expect(small.map(({ engine }) => engine)).toEqual(['lab', 'lab']);
    expect(trainingRatios(small)).toEqual([]);
  });
});

describe('the contenders', () => {
  const options = { steps: 3, nodePath: 'node', bundlePath: 'bench.js', pythonPath: 'python3' };
  const contenders = contendersFor(benchCase('cfn'), options);

  it('start with the allocator settings that their comparison names', () => {
    const allocators = contenders.map(({ engine, process }) => [engine, process.allocator]);
    expect(new Set(allocators.map(String))).toEqual(
      new Set(['lab,tuned', 'pytorchWritten,stock', 'pytorchTuned,tuned']),
    );
  });

  it('are PyTorch in every layout and precision at its best, and in one as written', () => {
    const ofPytorch = contenders.filter(({ process }) => process.command === 'python3');
    const settings = ofPytorch.map(({ process: { commandArguments, allocator } }) =>
      [
        allocator,
        ...commandArguments.filter((_, i) =>
          /^--(layout|precision)$/.test(commandArguments[i - 1] ?? ''),
        ),
      ].join(' '),
    );
    expect(settings.toSorted()).toEqual([
      'stock default float32',
      'tuned channels_last bfloat16',
      'tuned channels_last float32',
      'tuned default bfloat16',
      'tuned default float32',
    ]);
  });
});

describe('the profile of a step', () => {
  it('adds up to the step', () => {
    const rows = kernelRows(stepOf('float32', 100));
    expect(rows.map(({ operation }) => operation)).toEqual([
      'Conv2D',
      'Cast',
      'outside of operations',
    ]);
    expect(rows.map(({ share }) => share).map((share) => share.toFixed(3))).toEqual([
      '0.600',
      '0.300',
      '0.100',
    ]);
    expect(rows.at(-1)).toMatchObject({ calls: null });
    expect(rows.at(-1)?.ms).toBeCloseTo(10, 9);
  });
});

/** Who takes part in the comparison of training speed: this engine and the others, network by network. */
import { fileURLToPath } from 'node:url';

import type { Precision } from '../../src/protocol/run.js';
import { benchNetwork, type NetworkName, type PoolName } from './benchNetworks.js';
import type { Allocator, MeasuringProcess } from './measuringProcess.js';

/** The networks of the comparison by the names that the command line knows. */
export const caseNames = [
  'rotnet',
  'rotnet-average',
  'cfn',
  'rotation-small',
  'jigsaw-small',
] as const;
export type CaseName = (typeof caseNames)[number];

export interface BenchCase {
  readonly name: CaseName;
  readonly network: NetworkName;
  readonly pool: PoolName;
}

export const benchCase = (name: CaseName): BenchCase =>
  name === 'rotnet-average'
    ? { name, network: 'rotnet', pool: 'average' }
    : { name, network: name, pool: 'max' };

/**
 * - `lab`: this engine;
 * - `stockTfjs`: tfjs-node's own operations;
 * - `pytorchWritten`: PyTorch as people write it: default layout, float32, stock allocator;
 * - `pytorchTuned`: PyTorch in one layout and precision with this engine's allocator settings; the
 *   fastest of those is PyTorch at its best.
 */
export type Engine = 'lab' | 'stockTfjs' | 'pytorchWritten' | 'pytorchTuned';

export interface Contender {
  readonly engine: Engine;
  /** For people. */
  readonly label: string;
  readonly precision: Precision;
  readonly process: MeasuringProcess;
}

export interface ContenderOptions {
  /** Timed steps of each measurement. */
  readonly steps: number;
  /** The Node binary and the bundle that holds the measurements. */
  readonly nodePath: string;
  readonly bundlePath: string;
  /** A Python with torch, or null to do without PyTorch. */
  readonly pythonPath: string | null;
}

const precisions: readonly Precision[] = ['float32', 'bfloat16'];

/** The process that times a step of this engine. */
export const stepProcess = (
  { network, pool }: Pick<BenchCase, 'network' | 'pool'>,
  precision: Precision | 'auto',
  options: Pick<ContenderOptions, 'steps' | 'nodePath' | 'bundlePath'> & {
    /** Tells operations of different input shapes apart. */
    readonly byShape?: boolean;
  },
): MeasuringProcess => ({
  command: options.nodePath,
  commandArguments: [
    ...[options.bundlePath, 'step', '--json', '--network', network, '--pool', pool],
    ...['--precision', precision, '--steps', String(options.steps)],
    ...(options.byShape === true ? ['--shapes'] : []),
  ],
  allocator: 'tuned',
});

const lab = (benchedCase: BenchCase, options: ContenderOptions): Contender[] =>
  precisions.map((precision) => ({
    engine: 'lab',
    label: 'pretext-lab',
    precision,
    process: stepProcess(benchedCase, precision, options),
  }));

const stockTfjs = ({ pool }: BenchCase, options: ContenderOptions): Contender => ({
  engine: 'stockTfjs',
  label: 'stock tfjs-node',
  precision: 'float32',
  process: {
    command: options.nodePath,
    commandArguments: [
      ...[options.bundlePath, 'stock-tfjs', '--pool', pool],
      ...['--batch', String(benchNetwork('rotnet', pool).unitsPerStep)],
      ...['--steps', String(options.steps)],
    ],
    allocator: 'stock',
  },
});

const pytorch = (
  { network, pool }: BenchCase,
  pythonPath: string,
  options: ContenderOptions,
): Contender[] => {
  const script = network === 'rotnet' ? 'rotnet_pytorch.py' : 'cfn_pytorch.py';
  const path = fileURLToPath(new URL(`../test/bench/peers/${script}`, import.meta.url));
  const run = (layout: string, precision: Precision, allocator: Allocator): MeasuringProcess => ({
    command: pythonPath,
    commandArguments: [
      // -B: nothing compiled is left beside the scripts.
      ...['-B', path, '--pool', pool, '--layout', layout, '--precision', precision],
      ...['--batch', String(benchNetwork(network, pool).unitsPerStep)],
      ...['--steps', String(options.steps)],
    ],
    allocator,
  });
  const tuned = ['channels_last', 'default'].flatMap((layout) =>
    precisions.map((precision): Contender => ({
      engine: 'pytorchTuned',
      label: `PyTorch, allocator, ${layout}`,
      precision,
      process: run(layout, precision, 'tuned'),
    })),
  );
  const written: Contender = {
    engine: 'pytorchWritten',
    label: 'PyTorch as written',
    precision: 'float32',
    process: run('default', 'float32', 'stock'),
  };
  return [written, ...tuned];
};

/** Everyone who takes part for a network, in the order of their turns. */
export const contendersFor = (benchedCase: BenchCase, options: ContenderOptions): Contender[] => {
  const { network } = benchedCase;
  const hasPytorchPeer = network === 'rotnet' || network === 'cfn';
  return [
    ...lab(benchedCase, options),
    ...(network === 'rotnet' ? [stockTfjs(benchedCase, options)] : []),
    ...(hasPytorchPeer && options.pythonPath !== null
      ? pytorch(benchedCase, options.pythonPath, options)
      : []),
  ];
};

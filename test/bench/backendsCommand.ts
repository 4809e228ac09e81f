/** `backends`: how soon each backend is there, and how fast it trains the small presets. */
import { fileURLToPath } from 'node:url';

import { Option, type Command } from 'commander';

import { startEngine } from '../../src/launcher/engineProcess.js';
import { backendNameSchema, type BackendName } from '../../src/protocol/backend.js';
import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import type { Precision, PresetName, Task } from '../../src/protocol/run.js';
import { atLeastOne, jsonOption, printResult, type BenchWorld } from './benchWorld.js';
import { MeasurementError } from './measuringProcess.js';
import { median } from './statistics.js';
import { percentText, tableLines } from './textTable.js';

interface BackendsOptions {
  readonly backends: readonly BackendName[];
  readonly rounds: number;
  readonly json?: true;
}

const cases: readonly { readonly task: Task; readonly preset: PresetName }[] = [
  { task: 'rotation', preset: 'rotation-small' },
  { task: 'rotation', preset: 'rotation-medium' },
  { task: 'jigsaw', preset: 'jigsaw-small' },
];

/** One process: from its start until its backend is there, and then training steps. */
interface Measured {
  readonly readyMs: number;
  readonly imagesPerSecond: number;
}

const measureOnce = async (
  world: BenchWorld,
  backend: BackendName,
  { task, preset }: (typeof cases)[number],
  precision: Precision,
): Promise<Measured> => {
  const started = world.clock();
  const engine = startEngine({
    enginePath: fileURLToPath(new URL('engine.js', import.meta.url)),
    backend,
    onEvent: () => undefined,
    onLog: () => undefined,
  });
  const end = (): void => void engine.stop(0);
  world.abort.addEventListener('abort', end, { once: true });
  try {
    await engine.client.call('describeBackend', {});
    const readyMs = world.clock() - started;
    const config = defaultRunConfig(task, preset, { precision });
    const { imagesPerSecond } = await engine.client.call('measureSpeed', { config });
    return { readyMs, imagesPerSecond };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new MeasurementError(`${backend} could not be measured with ${preset}: ${said}`);
  } finally {
    world.abort.removeEventListener('abort', end);
    await engine.stop(0);
  }
};

interface Row {
  readonly preset: PresetName;
  readonly backend: BackendName;
  readonly precision: Precision;
  readonly readyMs: readonly number[];
  readonly imagesPerSecond: readonly number[];
}

const measureBackends = async (world: BenchWorld, options: BackendsOptions): Promise<void> => {
  const { backends, rounds, json: isJson = false } = options;
  const rows = cases.flatMap((one) =>
    backends.flatMap((backend) =>
      (backend === 'tensorflow' ? (['float32', 'bfloat16'] as const) : (['float32'] as const)).map(
        (precision) => ({
          one,
          backend,
          precision,
          readyMs: [] as number[],
          rates: [] as number[],
        }),
      ),
    ),
  );
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      world.abort.throwIfAborted();
      const measured = await measureOnce(world, row.backend, row.one, row.precision);
      row.readyMs.push(measured.readyMs);
      row.rates.push(measured.imagesPerSecond);
    }
  }
  const figures = rows.map(({ one, backend, precision, readyMs, rates }): Row => ({
    ...{ preset: one.preset, backend, precision, readyMs, imagesPerSecond: rates },
  }));
  const shareOf = (row: Row): number => {
    const native = figures.find(
      ({ preset, backend, precision }) =>
        preset === row.preset && backend === 'tensorflow' && precision === 'float32',
    );
    return median(
      row.imagesPerSecond.map((rate, round) => rate / (native?.imagesPerSecond[round] ?? NaN)),
    );
  };
  const lines = tableLines<Row>(
    [
      { title: 'preset', align: 'left', text: ({ preset }) => preset },
      { title: 'backend', align: 'left', text: ({ backend }) => backend },
      { title: 'precision', align: 'left', text: ({ precision }) => precision },
      { title: 'ready ms', align: 'right', text: ({ readyMs }) => median(readyMs).toFixed(0) },
      {
        title: 'images/s',
        align: 'right',
        text: ({ imagesPerSecond }) => median(imagesPerSecond).toFixed(1),
      },
      {
        title: 'of TensorFlow float32',
        align: 'right',
        text: (row) => percentText(Number.isFinite(shareOf(row)) ? shareOf(row) : null),
      },
    ],
    figures,
  );
  printResult(world, isJson, lines.join('\n'), { bench: 'backends', rounds, rows: figures });
};

/** Adds `backends`. */
export const addBackends = (program: Command, world: BenchWorld): void => {
  program
    .command('backends')
    .description('measure start and training speed of each backend, in turns')
    .addOption(
      new Option('--backends <names...>', 'which ones')
        .choices(backendNameSchema.options)
        .default(['tensorflow', 'wasm']),
    )
    .option('--rounds <count>', 'measurements of each, in turns', atLeastOne, 3)
    .addOption(jsonOption())
    .action((options: BackendsOptions) => measureBackends(world, options));
};

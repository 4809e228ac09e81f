import { beforeEach, describe, expect, it } from 'vitest';

import type { BackendStart, PrepareBackend } from '../../../../src/launcher/choice/backendStart.js';
import { chosenByAuto, imagesPerSecondOf } from '../../../../src/launcher/choice/backendTable.js';
import {
  measureBackends,
  softwareLimitMs,
  startLimitMs,
  stepLimitMs,
  type Measurement,
} from '../../../../src/launcher/choice/measureBackends.js';
import type { BackendName } from '../../../../src/protocol/backend.js';
import { runConfigSchema } from '../../../../src/protocol/run.js';
import { RpcError } from '../../../../src/protocol/rpc.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import {
  createFakeEngines,
  createTestClock,
  described,
  settle,
  type FakeEngines,
  type TestClock,
} from '../../host/world.js';

const starts: readonly BackendStart[] = [
  { backend: 'tensorflow', tensorflowFolder: '/tf' },
  { backend: 'webgpu' },
  { backend: 'wasm' },
];

let clock: TestClock;
let engines: FakeEngines;
let ending: AbortController;
let told: BackendName[];
let prepare: PrepareBackend;

beforeEach(() => {
  clock = createTestClock();
  engines = createFakeEngines();
  ending = new AbortController();
  told = [];
  prepare = () => Promise.resolve();
});

const measure = (some = starts): Promise<Measurement> =>
  measureBackends(some, {
    launch: engines.launch,
    prepare: (backend) => prepare(backend),
    clock,
    signal: ending.signal,
    onBackend: (backend) => told.push(backend),
    onLog: () => undefined,
  });

/** Answers the measurement of the engine that is there. */
const answerSpeed = async (imagesPerSecond: number): Promise<void> => {
  await settle();
  const call = engines.last().waiting('measureSpeed');
  call.resolve({ imagesPerSecond, precision: 'float32' });
  await settle();
};

const reasonOf = ({ table }: Measurement, name: BackendName): string => {
  const reason = table.find(({ backend }) => backend === name)?.reason;
  return reason === undefined ? '' : inEnglish(reason);
};

describe('measuring backends', () => {
  it('asks one process after the other, and puts the fastest first', async () => {
    const measuring = measure();
    await settle();
    clock.advance(700);
    await answerSpeed(200);
    expect(engines.all).toHaveLength(2);
    expect(engines.all[0]?.isGone).toBe(true);
    await answerSpeed(1600);
    await answerSpeed(20);
    const { table, isComplete, isLasting } = await measuring;
    expect(isComplete).toBe(true);
    expect(isLasting).toBe(true);
    expect(told).toEqual(['tensorflow', 'webgpu', 'wasm']);
    expect(engines.all.map(({ start }) => start)).toEqual(starts);
    expect(engines.all.every(({ isGone }) => isGone)).toBe(true);
    expect(table.map(({ backend, stepMs }) => [backend, stepMs])).toEqual([
      ['webgpu', 10],
      ['tensorflow', 80],
      ['wasm', 800],
    ]);
    expect(table[0]).toMatchObject({ works: true, device: 'the webgpu device' });
    expect(chosenByAuto(table)?.backend).toBe('webgpu');
    expect(table.map(imagesPerSecondOf)).toEqual([1600, 200, 20]);
  });

  it('times the same network everywhere, and few images where each takes long', async () => {
    const measuring = measure();
    for (let i = 0; i < 3; i++) await answerSpeed(100);
    await measuring;
    const configs = engines.all.map(({ calls }) =>
      runConfigSchema.parse((calls[0]?.params as { config: unknown }).config),
    );
    expect(configs.map(({ preset, imageSizePx }) => [preset, imageSizePx])).toEqual(
      starts.map(() => ['rotation-small', 32]),
    );
    expect(configs.map(({ batchSize }) => batchSize)).toEqual([16, 16, 4]);
  });

  it('says why a backend does not work, and goes on', async () => {
    engines.describe = ({ backend }) =>
      backend === 'webgpu'
        ? new RpcError('engineMissing', sentence('No graphics processor can be used here.'))
        : described(backend);
    const measuring = measure();
    await answerSpeed(200);
    await answerSpeed(20);
    const measured = await measuring;
    expect(measured.table.map(({ backend }) => backend)).toEqual(['tensorflow', 'wasm', 'webgpu']);
    expect(measured.table[2]).toMatchObject({ works: false, startMs: null, stepMs: null });
    expect(reasonOf(measured, 'webgpu')).toBe('No graphics processor can be used here.');
    expect(measured.isComplete).toBe(true);
  });

  it('starts no engine for a backend whose needs cannot be brought', async () => {
    prepare = (backend) =>
      backend === 'webgpu'
        ? Promise.reject(new RpcError('engineMissing', sentence('Its Node.js is damaged.')))
        : Promise.resolve();
    const measuring = measure();
    await answerSpeed(200);
    await answerSpeed(20);
    const measured = await measuring;
    expect(engines.all.map(({ start }) => start?.backend)).toEqual(['tensorflow', 'wasm']);
    expect(reasonOf(measured, 'webgpu')).toBe('Its Node.js is damaged.');
    expect(measured.isLasting).toBe(false);
  });

  it('starts nothing when it was ended while something was brought', async () => {
    prepare = () => {
      ending.abort();
      return Promise.resolve();
    };
    const measured = await measure();
    expect(engines.all).toEqual([]);
    expect(measured.isComplete).toBe(false);
  });

  it('takes a crash for a backend that does not work', async () => {
    const measuring = measure();
    await settle();
    engines.last().crash('The engine ended unexpectedly by signal SIGSEGV.');
    await answerSpeed(100);
    await answerSpeed(20);
    const measured = await measuring;
    expect(measured.table[2]).toMatchObject({ backend: 'tensorflow', works: false });
    expect(reasonOf(measured, 'tensorflow')).toContain('SIGSEGV');
  });

  it('does not wait for a driver that hangs at start, or in a step', async () => {
    engines.describe = ({ backend }) => (backend === 'tensorflow' ? null : described(backend));
    const measuring = measure();
    await settle();
    clock.advance(startLimitMs - 1);
    await settle();
    expect(engines.all).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(engines.all[0]?.stops).toEqual([0]);
    expect(engines.all).toHaveLength(2);
    clock.advance(stepLimitMs);
    await answerSpeed(20);
    const measured = await measuring;
    expect(measured.table.map(({ backend, works }) => [backend, works])).toEqual([
      ['wasm', true],
      ['tensorflow', false],
      ['webgpu', false],
    ]);
    expect(reasonOf(measured, 'tensorflow')).toContain('not ready within 20 s');
    expect(reasonOf(measured, 'webgpu')).toContain('within 15 s');
    expect(engines.all.every(({ isGone }) => isGone)).toBe(true);
  });

  it('does not wait either for a process that cannot be killed', async () => {
    engines.holdsOnStop = true;
    engines.describe = ({ backend }) => (backend === 'webgpu' ? null : described(backend));
    const measuring = measure([{ backend: 'webgpu' }, { backend: 'wasm' }]);
    await settle();
    clock.advance(startLimitMs);
    await settle();
    clock.advance(5000);
    await settle();
    expect(engines.all).toHaveLength(2);
    engines.holdsOnStop = false;
    await answerSpeed(20);
    expect((await measuring).table[0]?.backend).toBe('wasm');
  });

  it('still takes a processor that is slow', async () => {
    const measuring = measure([{ backend: 'wasm' }]);
    await settle();
    clock.advance(stepLimitMs);
    const { table } = await measuring;
    expect(table[0]).toMatchObject({ works: true, stepMs: null });
    expect(chosenByAuto(table)?.backend).toBe('wasm');
  });

  it('gives a program in place of a graphics processor little time, and says what it is', async () => {
    engines.describe = ({ backend }) =>
      backend === 'webgpu'
        ? described('webgpu', 'Google (software)', { adapter: 'google SwiftShader' })
        : described(backend);
    const measuring = measure();
    await answerSpeed(200);
    await settle();
    clock.advance(softwareLimitMs);
    await answerSpeed(20);
    const measured = await measuring;
    expect(measured.table.map(({ backend }) => backend)).toEqual(['tensorflow', 'wasm', 'webgpu']);
    expect(measured.table[2]).toMatchObject({ works: true, stepMs: null });
    expect(reasonOf(measured, 'webgpu')).toMatch(/no graphics processor \(software only: Google\)/);
  });

  it('says that WebAssembly lacks vector instructions', async () => {
    engines.describe = ({ backend }) => described(backend, 'WebAssembly', { simd: 'false' });
    const measuring = measure([{ backend: 'wasm' }]);
    await answerSpeed(2);
    const measured = await measuring;
    expect(measured.table[0]).toMatchObject({ works: true, stepMs: 8000 });
    expect(reasonOf(measured, 'wasm')).toContain('SIMD');
  });

  it('ends early when asked, with what it knows', async () => {
    const measuring = measure();
    await answerSpeed(200);
    ending.abort();
    const { table, isComplete } = await measuring;
    expect(isComplete).toBe(false);
    expect(table.map(({ backend }) => backend)).toEqual(['tensorflow']);
    expect(engines.all).toHaveLength(2);
    expect(engines.all.every(({ isGone }) => isGone)).toBe(true);
  });

  it('fails where there is no engine at all', async () => {
    engines.launchError = new RpcError('engineMissing', sentence('The engine is not built.'));
    await expect(measure()).rejects.toThrow('The engine is not built.');
  });
});

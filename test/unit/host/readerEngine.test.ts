import { beforeEach, describe, expect, it } from 'vitest';

import {
  createReaderEngine,
  readerIdleMs,
  type ReaderEngine,
} from '../../../src/host/readerEngine.js';
import { preparingLimitMs } from '../../../src/launcher/choice/silenceWatch.js';
import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { inEnglish, sentence } from '../../../src/protocol/sentence.js';
import {
  createFakeEngines,
  createTestClock,
  createTestLogger,
  createTestPlans,
  described,
  english,
  images,
  settle,
  type FakeEngines,
  type TestClock,
  type TestPlans,
} from './world.js';

let clock: TestClock;
let engines: FakeEngines;
let reader: ReaderEngine;

beforeEach(() => {
  clock = createTestClock();
  engines = createFakeEngines();
  reader = createReaderEngine({
    launch: engines.launch,
    backends: null,
    clock,
    logger: createTestLogger(),
    t: english.t,
  });
});

const count = (): Promise<{ images: number }> =>
  reader.client.call('countImages', { folder: images });

const countAndCrash = async (): Promise<void> => {
  const counting = count();
  engines.last().crash('It broke.');
  await expect(counting).rejects.toThrow('It broke.');
  await settle();
};

describe('the engine that looks things up', () => {
  it('is started by the first call and shared by all', async () => {
    expect(engines.all).toHaveLength(0);
    const counting = [count(), count()];
    expect(engines.all).toHaveLength(1);
    for (const call of engines.last().calls) call.resolve({ images: 3 });
    expect(await Promise.all(counting)).toEqual([{ images: 3 }, { images: 3 }]);
  });

  it('passes on what it reports', () => {
    const events: EngineEvent[] = [];
    const listening = reader.onEvent((event) => events.push(event));
    void count().catch(() => undefined);
    const event: EngineEvent = { kind: 'dataProgress', phase: 'scan', done: 1, total: null };
    engines.last().emit(event);
    listening.dispose();
    engines.last().emit(event);
    expect(events).toEqual([event]);
  });

  it('ends when it was idle for a minute, not before, and starts again', async () => {
    const first = count();
    engines.last().waiting('countImages').resolve({ images: 1 });
    await first;
    clock.advance(readerIdleMs - 1);
    const second = count();
    clock.advance(2 * readerIdleMs);
    expect(engines.last().stops).toEqual([]);
    engines.last().waiting('countImages').resolve({ images: 1 });
    await second;
    clock.advance(readerIdleMs);
    await settle();
    expect(engines.last().isGone).toBe(true);
    void count();
    expect(engines.all).toHaveLength(2);
    expect(clock.waiting).toBe(0);
  });

  it('is started again after a crash, without repeating the call, but not for ever', async () => {
    await countAndCrash();
    await countAndCrash();
    await countAndCrash();
    expect(engines.all).toHaveLength(3);
    expect(engines.all.flatMap(({ calls }) => calls)).toHaveLength(3);
    await expect(count()).rejects.toThrow(/again and again.*Restart Engine.*SIGKILL/);
    expect(engines.all).toHaveLength(3);

    await reader.restart();
    void count().catch(() => undefined);
    expect(engines.all).toHaveLength(4);
  });

  it('may crash now and then', async () => {
    for (let crash = 0; crash < 6; crash++) {
      await countAndCrash();
      clock.advance(3 * 60_000);
    }
    expect(engines.all).toHaveLength(6);
  });

  it('says what the launcher says when it cannot be started', async () => {
    engines.launchError = new RpcError('engineMissing', 'The engine is not built.');
    await expect(count()).rejects.toThrow('The engine is not built.');
    await expect(count()).rejects.toThrow('The engine is not built.');
    await expect(count()).rejects.toThrow('The engine is not built.');
    await expect(count()).rejects.toThrow('The engine is not built.');
  });

  it('ends for good with its window', async () => {
    const counting = count();
    const stopping = reader.stop(500);
    await expect(counting).rejects.toThrow('asked to stop');
    await stopping;
    expect(engines.last().stops).toEqual([500]);
    await expect(count()).rejects.toThrow('The window is closing.');
    expect(clock.waiting).toBe(0);
  });

  it('can be restarted while it is there and after it has died', async () => {
    const told: boolean[] = [];
    reader.onChange(() => told.push(reader.isRestartable));
    expect(reader.isRestartable).toBe(false);
    await countAndCrash();
    expect(reader.isRestartable).toBe(true);
    await reader.restart();
    expect(reader.isRestartable).toBe(false);
    void count().catch(() => undefined);
    expect(reader.isRestartable).toBe(true);
    await reader.restart();
    expect(told).toEqual([true, true, false, true, false, false]);
  });
});

describe('the engine that computes', () => {
  let plans: TestPlans;

  beforeEach(() => {
    plans = createTestPlans();
    reader = createReaderEngine({
      launch: engines.launch,
      backends: plans,
      clock,
      logger: createTestLogger(),
      t: english.t,
    });
  });

  it('is started with what is planned, once for all that ask', async () => {
    plans.starts = [{ backend: 'tensorflow', tensorflowFolder: '/tf' }];
    const counting = [count(), count()];
    await settle();
    expect(engines.all.map(({ start }) => start)).toEqual(plans.starts);
    for (const call of engines.last().calls) call.resolve({ images: 3 });
    expect(await Promise.all(counting)).toEqual([{ images: 3 }, { images: 3 }]);
  });

  it('takes the next backend where the first does not start, and says so', async () => {
    plans.starts = [{ backend: 'webgpu' }, { backend: 'wasm' }];
    engines.describe = ({ backend }) =>
      backend === 'webgpu'
        ? new RpcError('engineMissing', sentence('No adapter was found.'))
        : described(backend);
    const told: string[] = [];
    reader.onEvent((event) => {
      if (event.kind === 'warning') told.push(inEnglish(event.message));
    });
    const counting = count();
    await settle();
    engines.last().waiting('countImages').resolve({ images: 3 });
    await counting;
    expect(told).toEqual(['WebAssembly is used instead of WebGPU: No adapter was found.']);
    expect(plans.failed).toEqual(['webgpu']);
    expect(engines.all.map(({ isGone }) => isGone)).toEqual([true, false]);
  });

  it('that fails to start is tried again by the next call', async () => {
    engines.describe = () => new RpcError('engineMissing', sentence('Broken.'));
    await expect(count()).rejects.toThrow('Broken.');
    expect(reader.isRestartable).toBe(false);
    engines.describe = ({ backend }) => described(backend);
    const counting = count();
    await settle();
    engines.last().waiting('countImages').resolve({ images: 1 });
    expect(await counting).toEqual({ images: 1 });
  });

  const countOn = async (error: RpcError): Promise<unknown> => {
    const failed = count().catch((thrown: unknown) => thrown);
    await settle();
    engines.last().waiting('countImages').reject(error);
    const thrown = await failed;
    await settle();
    return thrown;
  };
  const lost = new RpcError('deviceLost', sentence('The graphics processor stopped working (x).'));

  it('is a fresh one after its graphics processor was lost, and after the second loss another', async () => {
    plans.starts = [{ backend: 'webgpu' }, { backend: 'wasm' }];
    expect(await countOn(lost)).toMatchObject({
      code: 'deviceLost',
      message:
        'The graphics processor stopped working (x). Try again, which starts a fresh engine.',
    });
    expect(engines.last().isGone).toBe(true);
    expect(plans.failed).toEqual([]);
    await countOn(lost);
    expect(engines.all.map(({ start }) => start?.backend)).toEqual(['webgpu', 'webgpu']);
    expect(plans.failed).toEqual(['webgpu']);
  });

  it('is a fresh one where the graphics processor had no memory left', async () => {
    plans.starts = [{ backend: 'webgpu' }];
    const full = new RpcError('outOfMemory', sentence('Not enough memory.'));
    expect(await countOn(full)).toBe(full);
    expect(engines.last().isGone).toBe(true);
    expect(plans.failed).toEqual([]);
  });

  it('is ended where its graphics driver hangs, and the next call takes another', async () => {
    plans.starts = [{ backend: 'webgpu' }];
    const hung = count();
    const said = expect(hung).rejects.toThrow(
      'WebGPU reported nothing for 180 s and was ended. Try again, which starts a fresh engine.',
    );
    await settle();
    clock.advance(preparingLimitMs / 2);
    const event: EngineEvent = { kind: 'dataProgress', phase: 'features', done: 1, total: 2 };
    engines.last().emit(event);
    clock.advance(preparingLimitMs - 10_000);
    expect(engines.last().isGone).toBe(false);
    clock.advance(10_000);
    await said;
    await settle();
    expect(engines.last().isGone).toBe(true);
    expect(plans.failed).toEqual(['webgpu']);
    expect(clock.waiting).toBe(0);
  });

  it('is not ended where a processor is slow', async () => {
    const counting = count();
    await settle();
    clock.advance(10 * preparingLimitMs);
    engines.last().waiting('countImages').resolve({ images: 1 });
    expect(await counting).toEqual({ images: 1 });
  });

  it('stays after any other failure of a call', async () => {
    await countOn(new RpcError('folderMissing', sentence('There is no such folder.')));
    expect(engines.last().isGone).toBe(false);
  });

  it.each([
    ['webgpu', 'SIGKILL', ['webgpu']],
    ['tensorflow', 'SIGBUS', ['tensorflow']],
    ['tensorflow', 'SIGKILL', []],
    ['wasm', 'SIGSEGV', []],
  ] as const)(
    'that ends by itself on %s by %s is a failure of %j',
    async (backend, signal, failed) => {
      plans.starts = [{ backend }];
      const counting = count();
      await settle();
      engines.last().crash('It broke.', signal);
      await expect(counting).rejects.toThrow('It broke.');
      await settle();
      expect(plans.failed).toEqual(failed);
    },
  );

  it('can be ended while it is looked for', async () => {
    engines.describe = () => null;
    const counting = count();
    const failed = expect(counting).rejects.toThrow('ended before it was ready');
    await settle();
    expect(reader.isRestartable).toBe(true);
    await reader.restart();
    await failed;
    expect(engines.last().isGone).toBe(true);
    expect(plans.failed).toEqual([]);
    expect(reader.isRestartable).toBe(false);
  });

  it('is replaced when another backend is chosen, but not in the middle of a call', async () => {
    const first = count();
    await settle();
    const engine = engines.last();
    reader.renew();
    await settle();
    expect(engine.isGone).toBe(false);
    engine.waiting('countImages').resolve({ images: 1 });
    await first;
    await settle();
    expect(engine.isGone).toBe(true);

    plans.starts = [{ backend: 'webgpu' }];
    const second = count();
    await settle();
    expect(engines.last().start?.backend).toBe('webgpu');
    engines.last().waiting('countImages').resolve({ images: 1 });
    await second;
    reader.renew();
    await settle();
    expect(engines.last().isGone).toBe(true);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';

import {
  createReaderEngine,
  readerIdleMs,
  type ReaderEngine,
} from '../../../src/host/readerEngine.js';
import type { EngineEvent } from '../../../src/protocol/engineProtocol.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import {
  createFakeEngines,
  createTestClock,
  createTestLogger,
  english,
  images,
  settle,
  type FakeEngines,
  type TestClock,
} from './world.js';

let clock: TestClock;
let engines: FakeEngines;
let reader: ReaderEngine;

beforeEach(() => {
  clock = createTestClock();
  engines = createFakeEngines();
  reader = createReaderEngine({
    launch: engines.launch,
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

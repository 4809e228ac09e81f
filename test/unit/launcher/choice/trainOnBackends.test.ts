import { beforeEach, describe, expect, it } from 'vitest';

import type {
  BackendFailure,
  BackendStart,
  PrepareBackend,
} from '../../../../src/launcher/choice/backendStart.js';
import { openLimitMs } from '../../../../src/launcher/choice/openEngine.js';
import { preparingLimitMs, trainingLimitMs } from '../../../../src/launcher/choice/silenceWatch.js';
import {
  trainOnBackends,
  type TrainingRequest,
} from '../../../../src/launcher/choice/trainOnBackends.js';
import type { UsedBackend } from '../../../../src/protocol/backend.js';
import type { EngineEvent } from '../../../../src/protocol/engineEvents.js';
import type { RunResult } from '../../../../src/protocol/run.js';
import { RpcError } from '../../../../src/protocol/rpc.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import {
  config,
  createFakeEngines,
  createTestClock,
  described,
  images,
  runFolder,
  runResult,
  runStarted,
  settle,
  stepsEvent,
  type FakeEngine,
  type FakeEngines,
  type TestClock,
} from '../../host/world.js';

const starts: readonly BackendStart[] = [
  { backend: 'webgpu' },
  { backend: 'tensorflow', tensorflowFolder: '/tf' },
  { backend: 'wasm' },
];
const pretrain: TrainingRequest = {
  kind: 'pretrain',
  params: { folder: images, runsFolder: null, config },
};

let clock: TestClock;
let engines: FakeEngines;
let events: EngineEvent[];
let used: UsedBackend[];
let failures: BackendFailure[];
let isWanted: boolean;
let beforeTraining: () => Promise<void>;
let prepare: PrepareBackend;

beforeEach(() => {
  clock = createTestClock();
  engines = createFakeEngines();
  events = [];
  used = [];
  failures = [];
  isWanted = true;
  beforeTraining = () => Promise.resolve();
  prepare = () => Promise.resolve();
});

/** How the run ended: its result, or the error with its code. */
interface Ending {
  result: RunResult | null;
  error: unknown;
}

const train = (
  some = starts,
  request = pretrain,
  known: readonly BackendFailure[] = [],
): Ending => {
  const ending: Ending = { result: null, error: null };
  trainOnBackends(
    request,
    { starts: some, failures: known },
    {
      launch: engines.launch,
      prepare: (backend) => prepare(backend),
      clock,
      onEvent: (event) => events.push(event),
      onLog: () => undefined,
      onLaunched: () => undefined,
      onBackend: (backend) => used.push(backend),
      onFailure: (failure) => failures.push(failure),
      beforeTraining: () => beforeTraining(),
      isWanted: () => isWanted,
    },
  ).then(
    (result) => (ending.result = result),
    (error: unknown) => (ending.error = error),
  );
  return ending;
};

/** What the user was told, in order. */
const told = (): string[] =>
  events.flatMap((event) => (event.kind === 'warning' ? [inEnglish(event.message)] : []));
const backendsTried = (): (string | undefined)[] => engines.all.map(({ start }) => start?.backend);

/** The engine that is there, with its run begun and its first steps taken. */
const beginTraining = async (): Promise<FakeEngine> => {
  await settle();
  const engine = engines.last();
  engine.emit(runStarted);
  engine.emit(stepsEvent(1, 10));
  return engine;
};
const complete = async (): Promise<void> => {
  await settle();
  const [call] = engines.last().calls.slice(-1);
  call?.resolve(runResult());
  await settle();
};
const broken = (reason: string): RpcError => new RpcError('engineMissing', sentence(reason));

describe('a run on the backend that was meant', () => {
  it('is trained and answered, and nothing is said', async () => {
    const ending = train();
    const engine = await beginTraining();
    expect(engine.waiting('pretrain').params).toEqual(pretrain.params);
    await complete();
    expect(ending.result).toEqual(runResult());
    expect(told()).toEqual([]);
    expect(used).toEqual([{ name: 'webgpu', device: 'the webgpu device' }]);
    expect(events[0]).toMatchObject({ kind: 'runStarted', backend: used[0] });
    expect(engines.all).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it('says that there are no vector instructions', async () => {
    engines.describe = () => described('wasm', 'WebAssembly', { simd: 'false' });
    const ending = train([{ backend: 'wasm' }]);
    await complete();
    expect(ending.result?.outcome).toBe('completed');
    expect(told()).toEqual([
      'WebAssembly has no vector instructions (SIMD) here, so it trains several times more slowly than it could.',
    ]);
  });

  it('is not asked for when the run is to end before', async () => {
    beforeTraining = () => {
      isWanted = false;
      return Promise.resolve();
    };
    const ending = train();
    await settle();
    expect(ending.error).toMatchObject({ code: 'engineStopped' });
    expect(engines.last().calls).toEqual([]);
  });

  it('leaves a refusal as it is', async () => {
    const ending = train();
    await settle();
    const refusal = new RpcError('tooFewImages', sentence('There are 3 images.'));
    engines.last().waiting('pretrain').reject(refusal);
    await settle();
    expect(ending.error).toBe(refusal);
    expect(engines.all).toHaveLength(1);
  });
});

describe('a backend that does not start', () => {
  it('gives way to the next one, with the reason in one sentence', async () => {
    engines.describe = ({ backend }) =>
      backend === 'wasm'
        ? described('wasm', 'WebAssembly, SIMD', { simd: 'true' })
        : broken(
            backend === 'webgpu'
              ? 'No graphics processor can be used here.'
              : 'The library could not be loaded (version `GLIBC_2.38` not found).',
          );
    const ending = train([starts[1]!, starts[0]!, starts[2]!]);
    await complete();
    expect(ending.result?.outcome).toBe('completed');
    expect(told()).toEqual([
      'WebAssembly, SIMD is used instead of TensorFlow: The library could not be loaded (version `GLIBC_2.38` not found).',
    ]);
    expect(backendsTried()).toEqual(['tensorflow', 'webgpu', 'wasm']);
    expect(failures.map(({ backend }) => backend)).toEqual(['tensorflow', 'webgpu']);
    expect(engines.all.slice(0, 2).every(({ isGone }) => isGone)).toBe(true);
  });

  it('for want of what it needs gives way too, before there is a process', async () => {
    prepare = (backend) =>
      backend === 'webgpu' ? Promise.reject(broken('Its Node.js is damaged.')) : Promise.resolve();
    const ending = train();
    await complete();
    expect(ending.result?.outcome).toBe('completed');
    expect(backendsTried()).toEqual(['tensorflow']);
    expect(failures.map(({ backend }) => backend)).toEqual(['webgpu']);
    expect(told()).toEqual([
      'TensorFlow (the tensorflow device) is used instead of WebGPU: Its Node.js is damaged.',
    ]);
  });

  it('is not started when the run ended while its needs were brought', async () => {
    prepare = () => {
      isWanted = false;
      return Promise.resolve();
    };
    const ending = train();
    await settle();
    expect(ending.error).toMatchObject({ code: 'engineStopped' });
    expect(engines.all).toEqual([]);
  });

  it('may hang, or take its process along', async () => {
    engines.describe = ({ backend }) => (backend === 'wasm' ? described('wasm') : null);
    const ending = train();
    await settle();
    clock.advance(openLimitMs);
    await settle();
    expect(engines.all[0]?.stops).toEqual([0]);
    engines.last().crash('The engine ended unexpectedly with exit code 127.');
    await complete();
    expect(ending.result?.outcome).toBe('completed');
    expect(told()).toHaveLength(1);
    expect(told()[0]).toBe(
      'WebAssembly is used instead of WebGPU: WebGPU was not ready within 30 s and was ended.',
    );
    expect(failures.map(({ reason }) => inEnglish(reason)).at(-1)).toContain('exit code 127');
  });

  it('is told of what was known before', async () => {
    train([{ backend: 'wasm' }], pretrain, [
      { backend: 'webgpu', reason: sentence('No graphics processor can be used here.') },
    ]);
    await settle();
    expect(told()).toEqual([
      'WebAssembly (the wasm device) is used instead of WebGPU: No graphics processor can be used here.',
    ]);
  });

  it('leaves no engine when it is the last', async () => {
    engines.describe = ({ backend }) => broken(`${backend} does not work.`);
    const ending = train();
    await settle();
    expect(ending.error).toBeInstanceOf(RpcError);
    expect(ending.error).toMatchObject({
      code: 'engineMissing',
      message:
        'No compute engine works here. WebGPU: webgpu does not work. TensorFlow: tensorflow does not work. WebAssembly: wasm does not work.',
    });
    expect(engines.all.every(({ isGone }) => isGone)).toBe(true);
  });

  it('is not replaced once the run is to end', async () => {
    engines.describe = () => null;
    const ending = train();
    await settle();
    isWanted = false;
    engines.last().end();
    await settle();
    expect(ending.error).toMatchObject({ code: 'engineStopped' });
    expect(engines.all).toHaveLength(1);
  });

  it('is not looked for where the engine is of another version', async () => {
    engines.describe = () => new RpcError('protocolMismatch', sentence('Build both.'));
    const ending = train();
    await settle();
    expect(ending.error).toMatchObject({ code: 'protocolMismatch' });
    expect(engines.all).toHaveLength(1);
  });
});

describe('a graphics driver that hangs in training', () => {
  it('is ended, and the run goes on from its checkpoint with the next backend', async () => {
    const ending = train();
    const hung = await beginTraining();
    clock.advance(trainingLimitMs);
    await settle();
    expect(hung.stops).toEqual([0]);
    const engine = engines.last();
    expect(engine.start?.backend).toBe('tensorflow');
    expect(engine.waiting('resumeRun').params).toEqual({ runFolder });
    // What it still says is about nothing.
    const before = events.length;
    hung.emit(stepsEvent(11, 12));
    expect(events).toHaveLength(before);
    expect(told()).toEqual([
      'The run goes on from its last checkpoint with TensorFlow (the tensorflow device) instead of WebGPU: WebGPU (the webgpu device) reported nothing for 60 s and was ended.',
    ]);
    expect(used.map(({ name }) => name)).toEqual(['webgpu', 'tensorflow']);
    expect(failures.map(({ backend }) => backend)).toEqual(['webgpu']);
    await complete();
    expect(ending.result?.outcome).toBe('completed');
  });

  it('is ended before the run has a folder, too, and the run starts again', async () => {
    train();
    await settle();
    clock.advance(preparingLimitMs);
    await settle();
    expect(engines.last().waiting('pretrain').params).toEqual(pretrain.params);
    expect(told()[0]).toMatch(/^The run starts again with TensorFlow/);
  });

  it('is not waited for when it cannot be killed', async () => {
    engines.holdsOnStop = true;
    train();
    await beginTraining();
    clock.advance(trainingLimitMs);
    await settle();
    clock.advance(5000);
    await settle();
    expect(backendsTried()).toEqual(['webgpu', 'tensorflow']);
  });

  it('that took its process along is no reason to end the run', async () => {
    train();
    const engine = await beginTraining();
    engine.crash('The engine ended unexpectedly by signal SIGSEGV.');
    await settle();
    expect(engines.last().waiting('resumeRun').params).toEqual({ runFolder });
    expect(told()[0]).toContain('SIGSEGV');
  });

  it('ends a run that is to end', async () => {
    const ending = train();
    await beginTraining();
    isWanted = false;
    clock.advance(trainingLimitMs);
    await settle();
    expect(ending.error).toMatchObject({ code: 'portClosed' });
    expect(engines.all).toHaveLength(1);
  });

  it('ends the run where no other backend is left', async () => {
    const ending = train([{ backend: 'webgpu' }]);
    await beginTraining();
    clock.advance(trainingLimitMs);
    await settle();
    expect(ending.error).toMatchObject({
      code: 'portClosed',
      message: expect.stringContaining('reported nothing for 60 s') as unknown,
    });
  });
});

describe('a process that ends on a processor', () => {
  it('ends the run, which the next backend would not take further', async () => {
    const ending = train([{ backend: 'tensorflow' }, { backend: 'wasm' }]);
    const engine = await beginTraining();
    engine.crash('The engine ended unexpectedly by signal SIGKILL.');
    await settle();
    expect(ending.error).toMatchObject({ code: 'portClosed' });
    expect(engines.all).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it.each([
    ['tensorflow', ['tensorflow']],
    ['wasm', []],
  ] as const)(
    'is a failure where the library of %s crashed, so that the next run may take another',
    async (backend, failed) => {
      const ending = train([{ backend }]);
      const engine = await beginTraining();
      engine.crash('The engine ended unexpectedly by signal SIGSEGV.', 'SIGSEGV');
      await settle();
      expect(ending.error).toMatchObject({ code: 'portClosed' });
      expect(failures.map((failure) => failure.backend)).toEqual(failed);
    },
  );

  it('may be silent for as long as a step takes', async () => {
    train([{ backend: 'tensorflow' }, { backend: 'wasm' }]);
    await beginTraining();
    clock.advance(100 * trainingLimitMs);
    await settle();
    expect(engines.all).toHaveLength(1);
  });
});

describe('a graphics processor that is lost', () => {
  const lose = async (): Promise<void> => {
    await settle();
    engines
      .last()
      .calls.at(-1)
      ?.resolve(runResult({ outcome: 'interrupted', failure: 'deviceLost', step: 40 }));
    await settle();
  };

  it('is tried twice more in a fresh process, then another backend takes over', async () => {
    const ending = train();
    await beginTraining();
    await lose();
    expect(backendsTried()).toEqual(['webgpu', 'webgpu']);
    expect(engines.all[0]?.isGone).toBe(true);
    expect(engines.last().waiting('resumeRun').params).toEqual({ runFolder });
    await lose();
    expect(backendsTried()).toEqual(['webgpu', 'webgpu', 'webgpu']);
    expect(failures).toEqual([]);
    await lose();
    expect(backendsTried()).toEqual(['webgpu', 'webgpu', 'webgpu', 'tensorflow']);
    expect(failures.map(({ backend }) => backend)).toEqual(['webgpu']);
    expect(told()).toEqual([
      'The graphics processor was lost, so the run goes on from its last checkpoint in a fresh process.',
      'The graphics processor was lost, so the run goes on from its last checkpoint in a fresh process.',
      'The run goes on from its last checkpoint with TensorFlow (the tensorflow device) instead of WebGPU: The graphics processor was lost 3 times.',
    ]);
    await complete();
    expect(ending.result?.outcome).toBe('completed');
  });

  it('before the run has a folder has it start again', async () => {
    const ending = train();
    await settle();
    const loss = new RpcError('deviceLost', sentence('The graphics processor stopped working.'));
    for (let i = 0; i < 3; i++) {
      engines.last().waiting('pretrain').reject(loss);
      await settle();
    }
    expect(backendsTried()).toEqual(['webgpu', 'webgpu', 'webgpu', 'tensorflow']);
    expect(engines.last().waiting('pretrain').params).toEqual(pretrain.params);
    expect(told()).toEqual([
      'The graphics processor was lost, so the run starts again in a fresh process.',
      'The graphics processor was lost, so the run starts again in a fresh process.',
      'The run starts again with TensorFlow (the tensorflow device) instead of WebGPU: The graphics processor was lost 3 times.',
    ]);
    await complete();
    expect(ending.result?.outcome).toBe('completed');
  });

  it('before the run has a folder ends it where nothing else is left', async () => {
    const ending = train([{ backend: 'webgpu' }]);
    await settle();
    const loss = new RpcError('deviceLost', sentence('The graphics processor stopped working.'));
    for (let i = 0; i < 3; i++) {
      engines.last().waiting('pretrain').reject(loss);
      await settle();
    }
    expect(ending.error).toBe(loss);
  });

  it('and is none, is told of once', async () => {
    engines.describe = () => described('webgpu', 'SwiftShader Device');
    train();
    await beginTraining();
    await lose();
    expect(told()).toEqual([
      'There is no graphics processor (software only: SwiftShader Device).',
      'The graphics processor was lost, so the run goes on from its last checkpoint in a fresh process.',
    ]);
  });

  it('that does not come back gives way to the next backend', async () => {
    train();
    await beginTraining();
    engines.describe = ({ backend }) =>
      backend === 'webgpu' ? broken('No adapter was found.') : described(backend);
    await lose();
    expect(backendsTried()).toEqual(['webgpu', 'webgpu', 'tensorflow']);
    expect(told()).toEqual([
      'The graphics processor was lost, so the run goes on from its last checkpoint in a fresh process.',
      'The run goes on from its last checkpoint with TensorFlow instead of WebGPU: No adapter was found.',
    ]);
  });

  it('ends a run that has nothing else, as its engine says', async () => {
    const ending = train([{ backend: 'webgpu' }]);
    for (let i = 0; i < 3; i++) await lose();
    expect(ending.result).toMatchObject({ outcome: 'interrupted', failure: 'deviceLost' });
    expect(engines.all).toHaveLength(3);
  });

  it('is left alone when the run is to end', async () => {
    const ending = train();
    await beginTraining();
    isWanted = false;
    await lose();
    expect(ending.result?.outcome).toBe('interrupted');
    expect(engines.all).toHaveLength(1);
  });
});

describe('memory that does not hold a batch', () => {
  it('ends the run as its engine says: another batch is another run', async () => {
    const ending = train();
    await beginTraining();
    const said = runResult({ outcome: 'failed', failure: 'outOfMemory' });
    engines.last().waiting('pretrain').resolve(said);
    await settle();
    expect(ending.result).toEqual(said);
    expect(engines.all).toHaveLength(1);
  });
});

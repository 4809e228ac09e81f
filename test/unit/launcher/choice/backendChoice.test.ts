import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  createBackendChoice,
  type BackendChoice,
} from '../../../../src/launcher/choice/backendChoice.js';
import type { PrepareBackend } from '../../../../src/launcher/choice/backendStart.js';
import type { BackendTable } from '../../../../src/launcher/choice/backendTable.js';
import type { TensorflowFolder } from '../../../../src/launcher/choice/machineFacts.js';
import type { BackendPlan } from '../../../../src/launcher/choice/openEngine.js';
import type { BackendName } from '../../../../src/protocol/backend.js';
import { RpcError } from '../../../../src/protocol/rpc.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import {
  createFakeEngines,
  createTestClock,
  described,
  type FakeEngines,
} from '../../host/world.js';

const facts = {
  processor: 'A processor',
  cores: 2,
  memoryGiB: 24,
  platform: 'linux x64',
  graphics: [],
};
/** Images a second that a backend trains on. */
const speeds: Readonly<Record<BackendName, number>> = { tensorflow: 200, webgpu: 1600, wasm: 20 };

let folder: string;
let file: string;
let engines: FakeEngines;
let tensorflow: TensorflowFolder | null;
let cores: number;
let measurements: number;
let prepare: PrepareBackend;
let onBackend: (backend: BackendName, stop: () => void) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choice '));
  file = join(folder, 'deep', 'engines.json');
  engines = createFakeEngines();
  tensorflow = { folder: '/tf', version: '2.9.1' };
  cores = 2;
  measurements = 0;
  prepare = () => Promise.resolve();
  onBackend = () => undefined;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const create = (): BackendChoice =>
  createBackendChoice({
    launch: (start, onEvent, onLog) => {
      const process = engines.launch(start, onEvent, onLog);
      return {
        ...process,
        client: {
          call: (name, params) => {
            const called = process.client.call(name, params);
            if (name === 'measureSpeed') {
              const imagesPerSecond = speeds[start?.backend ?? 'wasm'];
              engines.last().waiting(name).resolve({ imagesPerSecond, precision: 'float32' });
            }
            return called;
          },
        },
      };
    },
    prepare: (backend) => prepare(backend),
    clock: createTestClock(),
    onLog: () => undefined,
    file,
    programVersion: '1.0.0',
    readFacts: () => Promise.resolve({ ...facts, cores }),
    findTensorflow: () => tensorflow,
    whileMeasuring: async (measure) => {
      measurements += 1;
      const stopping = new AbortController();
      await measure(stopping.signal, (backend) => onBackend(backend, () => stopping.abort()));
    },
  });

const order = ({ starts }: BackendPlan): BackendName[] => starts.map(({ backend }) => backend);

describe('Auto', () => {
  it('measures once, and takes the fastest from then on', async () => {
    const choice = create();
    expect(await choice.known()).toBeNull();
    const plan = await choice.plan('auto');
    expect(plan.starts).toEqual([
      { backend: 'webgpu' },
      { backend: 'tensorflow', tensorflowFolder: '/tf' },
      { backend: 'wasm' },
    ]);
    expect(plan.failures).toEqual([]);
    expect(order(await choice.plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
    // The next window finds it.
    expect(order(await create().plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
    expect(measurements).toBe(1);
    expect(engines.all).toHaveLength(3);
  });

  it('measures once for several that ask at a time', async () => {
    const choice = create();
    await Promise.all([choice.plan('auto'), choice.plan('auto'), choice.measure()]);
    expect(measurements).toBe(1);
  });

  it('leaves out what is not installed, and what does not work', async () => {
    tensorflow = null;
    engines.describe = ({ backend }) =>
      backend === 'webgpu'
        ? new RpcError('engineMissing', sentence('No graphics processor.'))
        : described(backend);
    const choice = create();
    const first = await choice.plan('auto');
    expect(order(first)).toEqual(['wasm']);
    // Said once, when it is new.
    expect(first.failures.map(({ backend, reason }) => [backend, inEnglish(reason)])).toEqual([
      ['webgpu', 'No graphics processor.'],
    ]);
    expect(await choice.plan('auto')).toEqual({ starts: first.starts, failures: [] });
    expect(engines.all.map(({ start }) => start?.backend)).toEqual(['webgpu', 'wasm']);
  });

  it('measures again on another machine and with another TensorFlow', async () => {
    const choice = create();
    await choice.plan('auto');
    cores = 4;
    await choice.plan('auto');
    tensorflow = { folder: '/tf', version: '2.21.0' };
    await choice.plan('auto');
    tensorflow = null;
    expect(order(await choice.plan('auto'))).toEqual(['webgpu', 'wasm']);
    expect(measurements).toBe(4);
  });

  it.each<[string, string]>([
    ['cut off', '{"formatVersion":1,"key":'],
    ['of another version', '{"formatVersion":2}'],
    ['of another shape', '{"formatVersion":1,"key":"x","backends":[{"backend":"abacus"}]}'],
  ])('measures again where the file is %s', async (_, text) => {
    await create().plan('auto');
    await writeFile(file, text);
    expect(order(await create().plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
    expect(measurements).toBe(2);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ formatVersion: 1 });
  });

  it('does without the file where it cannot be written', async () => {
    file = join(folder, 'a file', 'engines.json');
    await writeFile(join(folder, 'a file'), '');
    const choice = create();
    await choice.plan('auto');
    expect(order(await choice.plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
    expect(await choice.known()).toHaveLength(3);
    expect(measurements).toBe(1);
  });

  it('is measured again by the next window where something could not be brought this time', async () => {
    prepare = (backend) =>
      backend === 'webgpu'
        ? Promise.reject(new RpcError('engineMissing', sentence('There is no space left.')))
        : Promise.resolve();
    const choice = create();
    const plan = await choice.plan('auto');
    expect(order(plan)).toEqual(['tensorflow', 'wasm']);
    expect(plan.failures.map(({ reason }) => reason.text)).toEqual(['There is no space left.']);
    await choice.plan('auto');
    expect(measurements).toBe(1);
    prepare = () => Promise.resolve();
    expect(order(await create().plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
    expect(measurements).toBe(2);
  });

  it('goes on with what is known when measuring is ended early, and asks no more', async () => {
    onBackend = (backend, stop) => {
      if (backend === 'webgpu') stop();
    };
    const choice = create();
    // A graphics driver that nobody has tried may be what hung.
    expect(order(await choice.plan('auto'))).toEqual(['tensorflow', 'wasm']);
    expect(order(await choice.plan('auto'))).toEqual(['tensorflow', 'wasm']);
    expect(measurements).toBe(1);
    expect(await choice.known()).toBeNull();
    onBackend = () => undefined;
    expect(await choice.measure()).toHaveLength(3);
    expect(order(await choice.plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
  });

  it('tries last what has failed since, until it is measured again', async () => {
    const choice = create();
    await choice.plan('auto');
    choice.noteFailure({ backend: 'webgpu' });
    expect(order(await choice.plan('auto'))).toEqual(['tensorflow', 'wasm', 'webgpu']);
    await choice.measure();
    expect(order(await choice.plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
  });

  it('has nothing to try where nothing works, and keeps no table of that', async () => {
    engines.describe = () => new RpcError('engineMissing', sentence('No.'));
    const choice = create();
    expect((await choice.plan('auto')).starts).toEqual([]);
    engines.describe = ({ backend }) => described(backend);
    expect(order(await choice.plan('auto'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
  });

  it('says that there is no engine', async () => {
    engines.launchError = new RpcError('engineMissing', sentence('The engine is not built.'));
    await expect(create().plan('auto')).rejects.toThrow('The engine is not built.');
  });

  it('ends a measurement with the program', async () => {
    const choice = create();
    onBackend = (backend) => {
      if (backend === 'webgpu') choice.dispose();
    };
    expect(await choice.measure()).toBeNull();
    expect(engines.all.every(({ isGone }) => isGone)).toBe(true);
  });
});

describe('a backend that the user chose', () => {
  it('is tried first, without measuring', async () => {
    const choice = create();
    expect(order(await choice.plan('wasm'))).toEqual(['wasm', 'tensorflow']);
    expect(order(await choice.plan('webgpu'))).toEqual(['webgpu', 'tensorflow', 'wasm']);
    expect(measurements).toBe(0);
  });

  it('is followed by the others in their order', async () => {
    const choice = create();
    await choice.measure();
    expect(order(await choice.plan('wasm'))).toEqual(['wasm', 'webgpu', 'tensorflow']);
  });

  it('and is not installed, gives way and is named', async () => {
    tensorflow = null;
    const plan = await create().plan('tensorflow');
    expect(order(plan)).toEqual(['wasm']);
    expect(plan.failures.map(({ backend }) => backend)).toEqual(['tensorflow']);
  });

  it('and wants alone, is taken or refused', () => {
    const choice = create();
    expect(choice.planOnly('webgpu')).toEqual({ starts: [{ backend: 'webgpu' }], failures: [] });
    tensorflow = null;
    expect(() => choice.planOnly('tensorflow')).toThrow(/TensorFlow cannot be used: .*installed/);
    expect(choice.hasTensorflow).toBe(false);
  });
});

describe('the table', () => {
  it('holds a line for each backend, the fastest first', async () => {
    const table: BackendTable | null = await create().measure();
    expect(table?.map(({ backend, stepMs }) => [backend, stepMs])).toEqual([
      ['webgpu', 10],
      ['tensorflow', 80],
      ['wasm', 800],
    ]);
    expect(await create().known()).toEqual(table);
  });
});

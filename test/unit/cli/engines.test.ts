import { join } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { cacheFolder } from '../../../src/cli/cacheFolder.js';
import { runCli } from '../../../src/cli/program.js';
import type { BackendTable } from '../../../src/launcher/choice/backendTable.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { createFakeCli, type Answer, type FakeCli } from './fakeContext.js';
import { runResult, runStarted } from './runEvents.js';

const run = async (line: string, cli: FakeCli): Promise<number> =>
  runCli(line.split(' '), cli.context);
const lastObject = (cli: FakeCli): unknown => JSON.parse(cli.out.at(-1) ?? '');

const trains: Answer = (_, engine) => {
  engine.emit(runStarted());
  return runResult;
};
const noAdapter = new RpcError('engineMissing', 'No adapter was found.');

const table: BackendTable = [
  { backend: 'webgpu', works: true, device: 'Some Graphics', startMs: 900, stepMs: 12.34 },
  { backend: 'wasm', works: true, device: 'WebAssembly, SIMD', startMs: 400, stepMs: 800 },
  {
    backend: 'tensorflow',
    works: false,
    device: '',
    startMs: null,
    stepMs: null,
    reason: sentence('The library is {0}.', 'damaged'),
  },
];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('--engine', () => {
  it('is auto by default, which takes the fastest that works', async () => {
    const cli = createFakeCli(
      { pretrain: trains },
      { order: ['webgpu', 'wasm'], failures: { webgpu: noAdapter } },
    );
    expect(await run('pretrain photos', cli)).toBe(0);
    expect(cli.starts.map((start) => start?.backend)).toEqual(['webgpu', 'wasm']);
    expect(cli.out).toContain(
      'Warning: WebAssembly (its device) is used instead of WebGPU: No adapter was found.',
    );
    expect(cli.out.find((line) => line.includes('parameters'))).toContain(
      'on WebAssembly (its device): ',
    );
  });

  it.each([
    'pretrain photos',
    'pretrain --resume photos',
    'evaluate photos photos',
    'audit photos',
    'export photos --format onnx --out x',
    'features photos photos --out x',
    'anomalies photos photos',
    'search photos photos --near-duplicates',
    'map photos photos',
    'classify photos photos photos',
    'attention photos photos',
    'filters photos',
  ])('names what "%s" computes with', async (line) => {
    const cli = createFakeCli();
    await run(`${line} --engine webgpu`, cli);
    expect(cli.starts).toEqual([{ backend: 'webgpu' }]);
  });

  it('of another name is refused', async () => {
    const cli = createFakeCli();
    expect(await run('pretrain photos --engine abacus', cli)).toBe(2);
    expect(cli.errors[0]).toContain('auto, tensorflow, webgpu, wasm');
    expect(cli.starts).toEqual([]);
  });

  it('that does not work fails, rather than that another one computes', async () => {
    const cli = createFakeCli({ pretrain: trains }, { failures: { webgpu: noAdapter } });
    expect(await run('pretrain photos --engine webgpu', cli)).toBe(1);
    expect(cli.starts).toEqual([{ backend: 'webgpu' }]);
    expect(cli.errors).toEqual(['pretext-lab: WebGPU cannot be used: No adapter was found.']);
  });

  it('is not looked for any more after Ctrl-C', async () => {
    const cli = createFakeCli({}, { order: ['webgpu', 'wasm'], hanging: 'webgpu' });
    const ending = run('pretrain photos', cli);
    await vi.waitFor(() => expect(cli.starts).toHaveLength(1));
    cli.interrupt();
    expect(await ending).toBe(130);
    expect(cli.starts).toEqual([{ backend: 'webgpu' }]);
    expect(cli.errors.at(-1)).toContain('Interrupted before training began');
  });

  it('can be set for all commands by the environment', async () => {
    vi.stubEnv('PRETEXT_LAB_ENGINE', 'tensorflow');
    const cli = createFakeCli();
    await run('filters photos', cli);
    await run('filters photos --engine wasm', cli);
    // A run goes on with its own settings, but that is none of them.
    await run('pretrain --resume photos', cli);
    expect(cli.starts.map((start) => start?.backend)).toEqual(['tensorflow', 'wasm', 'tensorflow']);
  });

  it('is no matter of commands that need no tensors', async () => {
    const cli = createFakeCli({ listRuns: () => ({ runs: [] }) });
    expect(await run('runs photos', cli)).toBe(0);
    expect(cli.starts).toEqual([null]);
  });
});

describe('a run out of memory', () => {
  it('names the option that halves the batch', async () => {
    const cli = createFakeCli({
      pretrain: (_, engine) => {
        engine.emit(runStarted());
        const message = sentence('The memory of the graphics processor is too small.');
        return { ...runResult, outcome: 'failed', failure: 'outOfMemory', message };
      },
    });
    expect(await run('pretrain photos', cli)).toBe(1);
    expect(cli.out.at(-1)?.split('\n').at(-1)).toBe(
      'Start it again with half the batch: --batch 32',
    );
    expect(cli.errors).toEqual(['The memory of the graphics processor is too small.']);
  });
});

describe('engines', () => {
  it('shows what is known, without measuring', async () => {
    const cli = createFakeCli({}, { table });
    expect(await run('engines', cli)).toBe(0);
    expect(cli.measurements()).toBe(0);
    expect(cli.out.join('\n').split('\n')).toEqual([
      '  engine                   device             ms a step  images/s',
      '  WebGPU (webgpu)          Some Graphics           12.3     1,297  taken by auto',
      '  WebAssembly (wasm)       WebAssembly, SIMD        800      20.0',
      '  TensorFlow (tensorflow)  -                          -         -  does not work: The library is damaged.',
      '  TensorFlow is not installed.',
    ]);
    expect(cli.starts).toEqual([]);
  });

  it('measures where nothing is known, and when asked', async () => {
    const cli = createFakeCli({}, { measured: table });
    expect(await run('engines', cli)).toBe(0);
    expect(cli.errors).toEqual(['Measuring what trains fastest here…']);
    const known = createFakeCli({}, { table: table.slice(1), measured: table });
    expect(await run('engines --measure', known)).toBe(0);
    expect(known.measurements()).toBe(1);
    expect(known.out.join()).toContain('Some Graphics');
  });

  it('tells programs the same', async () => {
    const cli = createFakeCli({}, { table });
    expect(await run('engines --json', cli)).toBe(0);
    expect(cli.out).toHaveLength(1);
    expect(lastObject(cli)).toEqual({
      kind: 'engines',
      auto: 'webgpu',
      engines: [table[0], table[1], { ...table[2], reason: 'The library is damaged.' }],
    });
  });

  it('says that it was interrupted', async () => {
    const cli = createFakeCli({}, { measured: null });
    expect(await run('engines --json', cli)).toBe(130);
    expect(lastObject(cli)).toMatchObject({ kind: 'error', code: 'interrupted' });
  });
});

describe('the folder for what can be made again', () => {
  it.each([
    ['linux', {}, '/home/me', join('/home/me', '.cache', 'pretext-lab')],
    ['linux', { XDG_CACHE_HOME: '/cache' }, '/home/me', join('/cache', 'pretext-lab')],
    ['darwin', {}, '/Users/me', join('/Users/me', 'Library', 'Caches', 'pretext-lab')],
    ['win32', { LOCALAPPDATA: 'C:/local' }, 'C:/me', join('C:/local', 'pretext-lab')],
    ['win32', {}, 'C:/me', join('C:/me', 'AppData', 'Local', 'pretext-lab')],
  ])('is where %s keeps it', (platform, environment, home, folder) => {
    expect(cacheFolder(platform, environment, home)).toBe(folder);
  });
});

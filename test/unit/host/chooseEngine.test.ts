import { beforeEach, describe, expect, it } from 'vitest';

import { chooseEngine } from '../../../src/host/chooseEngine.js';
import { engineItems, type EngineAction, type EngineItem } from '../../../src/host/engineItems.js';
import type { BackendTable } from '../../../src/launcher/choice/backendTable.js';
import type { ComputeEngine } from '../../../src/protocol/backend.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { english, korean } from './world.js';

const table: BackendTable = [
  { backend: 'webgpu', works: true, device: 'Some Graphics', startMs: 900, stepMs: 12.34 },
  { backend: 'wasm', works: true, device: 'WebAssembly, SIMD', startMs: 400, stepMs: 800 },
  {
    backend: 'tensorflow',
    works: false,
    device: '',
    startMs: null,
    stepMs: null,
    reason: sentence('The library is damaged.'),
  },
];

let known: BackendTable | null;
let measured: (BackendTable | null)[];
let isBusy: boolean;
let hasTensorflow: boolean;
let used: ComputeEngine[];
let installs: number;
let measurements: number;
let shown: (readonly EngineItem[])[];
let choices: (EngineAction['kind'] | ComputeEngine | null)[];

beforeEach(() => {
  known = table;
  measured = [];
  isBusy = false;
  hasTensorflow = true;
  used = [];
  installs = 0;
  measurements = 0;
  shown = [];
  choices = [];
});

const choose = (canInstall = true): Promise<void> =>
  chooseEngine({
    choice: {
      known: () => Promise.resolve(known),
      measure: () => {
        measurements += 1;
        return Promise.resolve(measured.shift() ?? null);
      },
      get hasTensorflow() {
        return hasTensorflow;
      },
    },
    wanted: () => 'auto',
    isBusy: () => isBusy,
    canInstall: () => canInstall,
    pick: (items) => {
      shown.push(items);
      const wanted = choices.shift() ?? null;
      const found = items.find(({ action }) =>
        action.kind === 'use' ? action.engine === wanted : action.kind === wanted,
      );
      return Promise.resolve(found ?? null);
    },
    use: (engine) => {
      used.push(engine);
      return Promise.resolve();
    },
    install: () => {
      installs += 1;
      return Promise.resolve();
    },
    words: english,
  });

describe('the offer of compute engines', () => {
  it('shows what was measured, what Auto takes, and why others do not work', () => {
    const items = engineItems({ table, wanted: 'wasm', canInstall: false }, english);
    expect(items.map(({ label, description, detail }) => [label, description, detail])).toEqual([
      ['Auto', 'takes WebGPU (Some Graphics)', 'The fastest engine that works on this machine.'],
      ['WebGPU', 'Some Graphics', '12.3 ms a step, 1,300 images/s · the fastest here'],
      ['WebAssembly', 'WebAssembly, SIMD', '800 ms a step, 20 images/s'],
      ['TensorFlow', '', 'does not work here · The library is damaged.'],
      ['Measure Again', '', 'Times a training step with each engine; takes a few seconds.'],
    ]);
    expect(items.filter(({ isChosen }) => isChosen).map(({ label }) => label)).toEqual([
      'WebAssembly',
    ]);
  });

  it('has Auto and a way to measure where nothing is known', () => {
    const items = engineItems({ table: null, wanted: 'auto', canInstall: true }, english);
    expect(items.map(({ label }) => label)).toEqual([
      'Auto',
      'Measure',
      'Install TensorFlow Engine…',
    ]);
    expect(items[0]?.isChosen).toBe(true);
  });

  it('says so where a step was not measured to its end', () => {
    const row = { ...table[1]!, stepMs: null };
    const items = engineItems({ table: [row], wanted: 'auto', canInstall: false }, english);
    expect(items[1]?.detail).toContain('not measured to the end');
  });

  it('is made in the language of the user', () => {
    const items = engineItems({ table, wanted: 'auto', canInstall: true }, korean);
    for (const { detail } of items) expect(detail).toMatch(/^«.*»$/);
  });
});

describe('choosing a compute engine', () => {
  it('uses what is chosen, and nothing when nothing is', async () => {
    choices = ['wasm'];
    await choose();
    choices = ['auto'];
    await choose();
    await choose();
    expect(used).toEqual(['wasm', 'auto']);
    expect(measurements).toBe(0);
  });

  it('measures first where nothing is known', async () => {
    known = null;
    measured = [table];
    await choose();
    expect(measurements).toBe(1);
    expect(shown[0]?.map(({ label }) => label)).toContain('WebGPU');
  });

  it('does not measure beside a run', async () => {
    known = null;
    isBusy = true;
    choices = ['measure'];
    await expect(choose()).rejects.toThrow(
      'while the engine is busy; wait until it is done or stop the run, then measure again.',
    );
    expect(shown).toHaveLength(1);
    expect(measurements).toBe(0);
  });

  it('shows the list again after it was measured again, also when that was ended early', async () => {
    measured = [table.slice(0, 2), null];
    choices = ['measure', 'measure', 'webgpu'];
    await choose();
    expect(measurements).toBe(2);
    expect(shown.map((items) => items.length)).toEqual([5, 4, 4]);
    expect(used).toEqual(['webgpu']);
  });

  it('offers to install TensorFlow only where that makes sense', async () => {
    choices = ['install'];
    await choose();
    expect(installs).toBe(0);
    hasTensorflow = false;
    choices = ['install'];
    await choose(false);
    expect(installs).toBe(0);
    choices = ['install'];
    await choose();
    expect(installs).toBe(1);
  });
});

/** How runs end, early or badly, and how they go on after that: in the test's own process. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { beforeAll, describe, expect, it } from 'vitest';

import { nodeDisk, type Disk } from '../../src/engine/runFolder/atomicFile.js';
import { listCheckpoints } from '../../src/engine/runFolder/checkpoint.js';
import { readRunJson, writeRunJson } from '../../src/engine/runFolder/runFolder.js';
import { openRunData } from '../../src/engine/training/openRunData.js';
import { createRunNetwork } from '../../src/engine/training/pretextNetwork.js';
import { resumeRun } from '../../src/engine/training/resumeRun.js';
import { RunControl } from '../../src/engine/training/runControl.js';
import { startRun } from '../../src/engine/training/startRun.js';
import { superviseRun } from '../../src/engine/training/superviseRun.js';
import { newProgress } from '../../src/engine/training/trainingProgress.js';
import type { EngineEvent } from '../../src/protocol/engineEvents.js';
import type { SkippedFile } from '../../src/protocol/run.js';
import { inEnglish, sentence } from '../../src/protocol/sentence.js';
import { loadKernels } from './kernelSets.js';
import { createFolder, createImages, readNumbers, readRunMetrics, shortConfig } from './runs.js';
import { trainPiece, type Piece, type Saved } from './trainPiece.js';
import { tensorflowBackend } from './backends.js';
import { createWorld } from './engineWorld.js';

beforeAll(async () => {
  await loadKernels();
});

const lastOf = ({ checkpoints }: Piece): Saved => {
  const saved = checkpoints.at(-1);
  if (saved === undefined) throw new Error('Nothing was saved.');
  return saved;
};

describe('a validation', () => {
  let unbroken: Piece;
  beforeAll(async () => {
    unbroken = await trainPiece();
  });

  it.each([1, 2, 3, 5])('can be stopped at its batch %i, and is done again', async (wanted) => {
    const before = await trainPiece({
      onValidationBatch: (batch, control) => {
        if (batch === wanted) control.stop('stopped');
      },
    });
    const epoch = Math.floor((wanted - 1) / 2);
    expect(before.outcome).toBe('stopped');
    expect(lastOf(before).state).toMatchObject({ step: 3 * epoch + 3, epoch, stepInEpoch: 3 });
    expect(before.epochs.length).toBe(epoch);
    const after = await trainPiece({ from: lastOf(before) });
    expect([...before.epochs, ...after.epochs]).toEqual(unbroken.epochs);
    expect(lastOf(after).state).toEqual(lastOf(unbroken).state);
  });

  it('can be held', async () => {
    const controls: RunControl[] = [];
    let batches = 0;
    const piece = trainPiece({
      onValidationBatch: (batch, control) => {
        batches = batch;
        controls.push(control);
        if (batch === 1) control.pause();
      },
    });
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect(batches).toBe(1);
    controls[0]?.unpause();
    expect((await piece).epochs).toEqual(unbroken.epochs);
  });
});

describe('a run that was killed just before its end', () => {
  it('ends at once when all its steps are done', async () => {
    const again = await trainPiece({ from: lastOf(await trainPiece()) });
    expect(again).toMatchObject({ outcome: 'completed', steps: [], epochs: [], openedAt: [] });
  });

  it('ends at once when its time was up, and says so', async () => {
    const time = { stepMs: 1000, budgetMs: 4000 };
    const first = await trainPiece(time);
    const again = await trainPiece({ ...time, from: lastOf(first) });
    expect(again).toMatchObject({ outcome: 'completed', steps: [], epochs: [], openedAt: [] });
    expect(again.warnings).toEqual(first.warnings);
    expect(again.warnings).toMatchObject([{ code: 'run' }]);
  });

  it.each([
    [1, 0],
    [0.99, 3],
  ])('ends at once when its images were learnt by heart: %d', async (accuracy, steps) => {
    const stopped = await trainPiece({
      overfitImages: 4,
      afterStep: (step, control) => {
        if (step === 7) control.stop('interrupted');
      },
    });
    const saved = stopped.checkpoints[1];
    if (saved === undefined) throw new Error('There is no second epoch.');
    const epochs = saved.state.epochs.map((epoch) => ({
      ...epoch,
      train: { loss: 0, accuracy },
    }));
    const again = await trainPiece({
      overfitImages: 4,
      from: { ...saved, state: { ...saved.state, epochs } },
    });
    expect(again.outcome).toBe('completed');
    expect(again.steps.length).toBe(steps);
  });
});

const config = shortConfig('rotation', { epochs: 3 });
let folder: string;
beforeAll(async () => {
  folder = await createImages(40);
});

/** A run that is stopped after its first epoch. */
const startAndStop = async (wanted = config): Promise<string> => {
  const control = new RunControl();
  const { world } = createWorld();
  const report = (event: EngineEvent): void => {
    if (event.kind === 'checkpointSaved') control.stop('stopped');
  };
  const request = { folder, runsFolder: await createFolder(), config: wanted };
  const { outcome, runFolder } = await startRun(request, control, { ...world, report });
  expect(outcome).toBe('stopped');
  return runFolder;
};

describe('a disk that is full', () => {
  /** Takes no byte any more from the second checkpoint on. */
  const createFullDisk = (): Disk => {
    let isFull = false;
    return {
      ...nodeDisk,
      open: async (file, flags) => {
        if (file.includes('step-') && !file.includes('step-00000004')) isFull = true;
        const opened = await nodeDisk.open(file, flags);
        return {
          ...opened,
          write: (bytes) =>
            isFull
              ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
              : opened.write(bytes),
        };
      },
    };
  };

  it('ends the run with a sentence; with room it goes on from the checkpoint before', async () => {
    const runsFolder = await createFolder();
    const request = { folder, runsFolder, config };
    const unbroken = await startRun(request, new RunControl(), createWorld().world);
    const { world } = createWorld({ disk: createFullDisk() });
    const result = await startRun(request, new RunControl(), world);
    expect(result).toMatchObject({
      outcome: 'failed',
      message: {
        text: 'The disk is full: {0} needs {1} bytes ({2}). {3}',
        values: [expect.stringMatching(/step-\d+\.safetensors$/), expect.any(Number), 'ENOSPC', {}],
      },
    });
    expect(await listCheckpoints(result.runFolder)).toMatchObject([{ step: 4, epoch: 1 }]);
    const resumed = await resumeRun(result.runFolder, new RunControl(), createWorld().world);
    expect(resumed.outcome).toBe('completed');
    expect(await readNumbers(result.runFolder)).toEqual(await readNumbers(unbroken.runFolder));
  });
});

describe('a run that is locked', () => {
  it('is refused before anything of it is read', async () => {
    const second = createWorld();
    const refusals: Promise<unknown>[] = [];
    const { world } = createWorld();
    const report = (event: EngineEvent): void => {
      if (event.kind !== 'runStarted') return;
      const answer = resumeRun(event.runFolder, new RunControl(), second.world);
      refusals.push(answer.catch((error: unknown) => error));
    };
    const request = { folder, runsFolder: await createFolder(), config };
    await startRun(request, new RunControl(), { ...world, report });
    expect(await Promise.all(refusals)).toMatchObject([{ code: 'runLocked' }]);
    expect(second.events).toEqual([]);
  });
});

describe('a run that goes on with other software', () => {
  it('says so once', async () => {
    const runFolder = await startAndStop();
    const { world, events } = createWorld({
      versions: { tensorflow: '3.0.0', nativeKernels: 'false' },
    });
    expect((await resumeRun(runFolder, new RunControl(), world)).outcome).toBe('completed');
    const warnings = events.filter(({ kind }) => kind === 'warning');
    expect(warnings).toMatchObject([
      {
        code: 'run',
        message: {
          text: 'This run was {0}: the numbers may differ from those of an unbroken run.',
          values: [
            {
              text: '{0}, and {1}',
              values: [{ values: ['2.0.0', '3.0.0'] }, { values: [] }],
            },
          ],
        },
      },
    ]);
  });

  it('goes on in float32 where its precision is not computed, and says so', async () => {
    const runFolder = await startAndStop(shortConfig('rotation', { precision: 'bfloat16' }));
    const { world, events } = createWorld({
      backend: { ...tensorflowBackend, bfloat16Available: false },
    });
    const { outcome } = await resumeRun(runFolder, new RunControl(), world);
    expect(outcome).toBe('completed');
    const said = events.flatMap((event) =>
      event.kind === 'warning' ? [inEnglish(event.message)] : [],
    );
    expect(said.join()).toContain('goes on with TensorFlow 2.0.0 in float32');
    const { calibration } = await readRunJson(runFolder);
    expect(calibration?.chosen).toBe('float32');
  });
});

describe('files that become unreadable during training', () => {
  it('are counted, and named in images.json', async () => {
    const { world } = createWorld();
    const stopped = await startAndStop();
    const runFolder = join(await createFolder(), 'run');
    await mkdir(runFolder);
    const run = await readRunJson(stopped);
    await writeRunJson(runFolder, run);
    const { signal } = new RunControl();
    const data = await openRunData(folder, join(runFolder, '..'), config, null, world, signal);
    const gone: SkippedFile = {
      path: 'gone.png',
      code: 'unreadable',
      message: sentence('It is gone.'),
    };
    const network = createRunNetwork(config, data.tasks);
    const result = await superviseRun({
      runFolder,
      run,
      data: { ...data, unreadable: [gone] },
      network,
      progress: newProgress(),
      control: new RunControl(),
      world,
      resumed: false,
    });
    network.dispose();
    await data.close();
    expect(result).toMatchObject({ outcome: 'completed', skippedImages: 1 });
    const images: unknown = JSON.parse(await readFile(join(runFolder, 'images.json'), 'utf8'));
    expect(images).toMatchObject({ skipped: [gone] });
  });
});

describe('a run of both tasks', () => {
  it('weighs them alike in training as in validation', async () => {
    const both = shortConfig('both', {
      epochs: 1,
      // Learning nothing, so that both losses stay near those of guessing.
      optimizer: { learningRate: 1e-9 },
      jigsaw: { permutationsPerImage: 16 },
    });
    const request = { folder, runsFolder: await createFolder(), config: both };
    const { train, runFolder } = await startRun(request, new RunControl(), createWorld().world);
    const lines = await readRunMetrics(runFolder);
    const steps = lines.flatMap((line) => (line.kind === 'step' ? [line] : []));
    const mean = (value: (step: (typeof steps)[number]) => number): number =>
      steps.reduce((sum, step) => sum + value(step), 0) / steps.length;
    expect(train?.loss).toBeCloseTo(
      mean(({ loss }) => loss),
      5,
    );
    expect(train?.accuracy).toBeCloseTo(
      mean(({ accuracy }) => accuracy),
      5,
    );
  });
});

import { describe, expect, it } from 'vitest';

import { columnsOfSteps } from '../../../../src/protocol/stepSeries.js';
import {
  config,
  epochMetrics,
  holder,
  images,
  runDetails,
  runFolder,
  runStarted,
  settle,
  stepMetrics,
  stepsEvent,
} from '../world.js';
import { useTrainer } from './trainerWorld.js';

const world = useTrainer();

describe('a resumed run of an earlier window', () => {
  const known = { folder: images, config };
  const history = () => ({
    steps: columnsOfSteps([stepMetrics(1), stepMetrics(2), stepMetrics(3)]),
    epochs: [epochMetrics(1)],
    latest: stepMetrics(3),
  });

  it('has the curve of what came before', async () => {
    world.answers.showRun = () => runDetails();
    world.answers.readHistory = history;
    world.trainer.resume(runFolder, known);
    expect(world.status()).toMatchObject({
      runFolder,
      phase: 'preparing',
      title: '20260102-rotation',
    });
    await settle();
    const engine = world.engines.last();
    expect(engine.waiting('resumeRun').params).toEqual({ runFolder });
    expect(world.status()).toMatchObject({ phase: 'preparing', live: true, step: 120, epoch: 1 });
    engine.emit({ ...runStarted, resumedFromStep: 2 });
    engine.emit(stepsEvent(3, 5));
    expect([...(world.trainer.current?.series.columns().step ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect(world.trainer.current?.epochs).toHaveLength(1);
  });

  it('says that it begins late where that curve cannot be read, and gets it later', async () => {
    world.answers.showRun = () => runDetails();
    world.trainer.resume(runFolder, known);
    await settle();
    expect(world.trainer.current?.problem?.text).toContain('No readHistory in this test.');
    world.engines.last().emit({ ...runStarted, resumedFromStep: 2 });
    world.engines.last().emit(stepsEvent(3, 5));
    world.answers.readHistory = history;
    await world.trainer.current?.problem?.retry();
    expect(world.trainer.current?.problem).toBeNull();
    expect([...(world.trainer.current?.series.columns().step ?? [])]).toEqual([1, 2, 3, 4, 5]);
  });

  it('says so also where the run folder tells nothing at all', async () => {
    world.trainer.resume(runFolder, known);
    await settle();
    expect(world.trainer.current?.problem).not.toBeNull();
    expect(world.engines.last().waiting('resumeRun').params).toEqual({ runFolder });
  });

  it('gets that curve also when it is read late', async () => {
    let giveHistory: (value: unknown) => void = () => undefined;
    world.answers.showRun = () => runDetails();
    world.answers.readHistory = () =>
      new Promise((resolve) => {
        giveHistory = resolve;
      });
    world.trainer.resume(runFolder, known);
    await settle();
    world.clock.advance(5000);
    await settle();
    world.engines.last().emit({ ...runStarted, resumedFromStep: 3 });
    world.engines.last().emit(stepsEvent(4, 5));
    const before = world.trainer.current?.revision ?? 0;
    giveHistory(history());
    await settle();
    expect([...(world.trainer.current?.series.columns().step ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect(world.trainer.current?.revision).toBeGreaterThan(before);
    expect(world.status()).toMatchObject({ phase: 'training', step: 5 });
  });

  it('is refused while another process has it', async () => {
    world.answers.showRun = () => runDetails({}, { state: 'running', holder });
    world.trainer.resume(runFolder, known);
    await settle();
    expect(world.status()).toMatchObject({ phase: 'failed' });
    expect(world.status().message).toContain('process 4711 on bench');
    expect(world.engines.last().calls).toEqual([]);
  });
});

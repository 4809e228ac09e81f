import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openMetricsLog } from '../../../src/engine/runFolder/metricsLog.js';
import { readHistory } from '../../../src/engine/runFolder/readHistory.js';
import type { StepMetrics } from '../../../src/protocol/run.js';
import { runHistorySchema } from '../../../src/protocol/runContents.js';
import { columnsOfSteps, emptyColumns } from '../../../src/protocol/stepSeries.js';
import { epochMetrics, temporaryFolder } from './runFixtures.js';

const stepMetrics = (step: number): StepMetrics => ({
  step,
  epoch: Math.floor(step / 1000),
  loss: 1 + 1 / step,
  accuracy: (step % 7) / 7,
  learningRate: 0.1 / step,
  viewsPerSecond: 1000 + step,
  imagesPerSecond: 250,
  dataWaitShare: 0,
  elapsedMs: step * 10,
});

const stepLine = (step: number): string =>
  `${JSON.stringify({ kind: 'step', ...stepMetrics(step) })}\n`;

const numbered = <T>(count: number, make: (step: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

describe('history of a run', () => {
  it('holds every step and epoch that the log holds', async () => {
    const runFolder = await temporaryFolder();
    const steps = numbered(3000, stepMetrics);
    const epochs = [epochMetrics(1, 0.5), epochMetrics(2, 0.6)];
    const log = await openMetricsLog(runFolder, null);
    await log.append(steps.map((step) => ({ kind: 'step', ...step })));
    await log.append(epochs.map((epoch) => ({ kind: 'epoch', ...epoch })));
    await log.close();
    const history = await readHistory(runFolder);
    expect(history).toEqual({ steps: columnsOfSteps(steps), epochs, latest: steps.at(-1) });
    expect(runHistorySchema.parse(history)).toEqual(history);
  });

  it('is empty before the first step', async () => {
    expect(await readHistory(await temporaryFolder())).toEqual({
      steps: emptyColumns(),
      epochs: [],
      latest: null,
    });
  });

  it('leaves out lines that are torn, foreign or out of range', async () => {
    const runFolder = await temporaryFolder();
    const altered = (step: number, change: object): string =>
      `${JSON.stringify({ kind: 'step', ...stepMetrics(step), ...change })}\n`;
    const text = [
      stepLine(1),
      'null\n[]\n"step"\n{"kind":"step"}\n{"kind":"other","step":2}\n{\n\n',
      altered(2, { step: 0 }),
      altered(2, { step: 2.5 }),
      altered(2, { step: 2 ** 32 }),
      altered(2, { step: '2' }),
      altered(3, { loss: null }),
      altered(3, { accuracy: 1.5 }),
      altered(3, { learningRate: 'high' }),
      altered(3, { viewsPerSecond: [] }),
      '{"kind":"epoch","epoch":1}\n',
      stepLine(4),
      stepLine(5).slice(0, 40),
    ];
    await writeFile(join(runFolder, 'metrics.jsonl'), text.join(''));
    const { steps, epochs, latest } = await readHistory(runFolder);
    expect([...steps.step]).toEqual([1, 4]);
    expect(epochs).toEqual([]);
    expect(latest).toEqual(stepMetrics(4));
  });

  it('is bounded, and ends with the last step', async () => {
    const runFolder = await temporaryFolder();
    const count = 140_000;
    await writeFile(join(runFolder, 'metrics.jsonl'), numbered(count, stepLine).join(''));
    const { steps } = await readHistory(runFolder);
    expect(steps.step).toHaveLength(count / 2);
    expect(steps.step.at(-1)).toBe(count);
    expect(steps.viewsPerSecond[0]).toBe(1001.5);
  });

  it('follows no link', async () => {
    const runFolder = await temporaryFolder();
    await mkdir(join(runFolder, 'run'));
    await writeFile(join(runFolder, 'elsewhere'), stepLine(1));
    await symlink('../elsewhere', join(runFolder, 'run', 'metrics.jsonl'));
    const reading = readHistory(join(runFolder, 'run'));
    await expect(reading).rejects.toMatchObject({ code: 'runUnreadable' });
  });
});

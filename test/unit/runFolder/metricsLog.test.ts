import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  openMetricsLog,
  readEpochs,
  readMetrics,
  type MetricsLine,
} from '../../../src/engine/runFolder/metricsLog.js';
import { epochMetrics, fullAfter, Killed, killedAt, temporaryFolder } from './runFixtures.js';

const stepLine = (step: number): MetricsLine => ({
  kind: 'step',
  step,
  epoch: Math.floor((step - 1) / 10),
  loss: 1 / step,
  accuracy: 0.5,
  learningRate: 0.1,
  viewsPerSecond: 100,
  imagesPerSecond: 25,
  dataWaitShare: 0,
  elapsedMs: step * 10,
});
const epochLine = (epoch: number): MetricsLine => ({ kind: 'epoch', ...epochMetrics(epoch, 0.5) });

const readAll = async (runFolder: string): Promise<MetricsLine[]> => {
  const lines: MetricsLine[] = [];
  for await (const line of readMetrics(runFolder)) lines.push(line);
  return lines;
};

/** A log of 2 epochs and 5 steps of the third. */
const fullLog = [1, 2]
  .flatMap((epoch) => [
    ...Array.from({ length: 10 }, (_, i) => stepLine((epoch - 1) * 10 + i + 1)),
    epochLine(epoch),
  ])
  .concat([21, 22, 23, 24, 25].map(stepLine));

const writeLog = async (runFolder: string) => {
  const log = await openMetricsLog(runFolder, null);
  await log.append(fullLog.slice(0, 7));
  await log.append(fullLog.slice(7));
  await log.sync();
  await log.close();
};

describe('metrics log', () => {
  it('gives back what was appended', async () => {
    const runFolder = await temporaryFolder();
    await writeLog(runFolder);
    expect(await readAll(runFolder)).toEqual(fullLog);
    expect(await readEpochs(runFolder)).toEqual([epochMetrics(1, 0.5), epochMetrics(2, 0.5)]);
  });

  it('is empty without a file', async () => {
    expect(await readAll(await temporaryFolder())).toEqual([]);
  });

  it('is cut back to the checkpoint and goes on from there', async () => {
    const runFolder = await temporaryFolder();
    await writeLog(runFolder);
    await appendFile(join(runFolder, 'metrics.jsonl'), '{"kind":"step","st');
    const log = await openMetricsLog(runFolder, { step: 20, epochs: 1 });
    await log.append([epochLine(2), stepLine(21)]);
    await log.close();
    expect(await readAll(runFolder)).toEqual([...fullLog.slice(0, 21), epochLine(2), stepLine(21)]);
  });

  it('leaves out torn, foreign and overlong lines', async () => {
    const runFolder = await temporaryFolder();
    const lines = [
      'not JSON',
      '{"kind":"other"}',
      '{"kind":"step","step":-1}',
      'x'.repeat(2 * 1024 * 1024),
      JSON.stringify(stepLine(2)),
      JSON.stringify(stepLine(3)).slice(0, 50),
    ];
    const first = JSON.stringify(stepLine(1));
    await writeFile(join(runFolder, 'metrics.jsonl'), [first, ...lines].join('\n'));
    expect(await readAll(runFolder)).toEqual([stepLine(1), stepLine(2)]);
  });

  it('refuses to start a new run over an old log', async () => {
    const runFolder = await temporaryFolder();
    await writeLog(runFolder);
    await expect(openMetricsLog(runFolder, null)).rejects.toThrow('EEXIST');
  });

  it('ends on a whole line when the disk is full', async () => {
    const runFolder = await temporaryFolder();
    const { length } = JSON.stringify(stepLine(1));
    const log = await openMetricsLog(runFolder, null, fullAfter(length + 20));
    await log.append([stepLine(1)]);
    await expect(log.append([stepLine(2)])).rejects.toMatchObject({ code: 'diskFull' });
    await log.close();
    expect(await readFile(join(runFolder, 'metrics.jsonl'), 'utf8')).toBe(
      `${JSON.stringify(stepLine(1))}\n`,
    );
  });

  it('holds the old or the cut log, wherever the process is killed while cutting', async () => {
    let survived = false;
    for (let call = 1; !survived; call++) {
      const runFolder = await temporaryFolder();
      await writeLog(runFolder);
      const disk = killedAt(call);
      await openMetricsLog(runFolder, { step: 10, epochs: 1 }, disk).then(
        (log) => log.close(),
        (error: unknown) => {
          expect(error).toBeInstanceOf(Killed);
        },
      );
      survived = disk.survived();
      expect([fullLog.length, 11]).toContain((await readAll(runFolder)).length);
    }
  });
});

/** Runs that took longer than anybody waits in a test. */
import { cp, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const stepsPerEpoch = 500;

/**
 * Makes a run of very many steps out of one that has ended, beside it.
 * @returns its run folder
 */
export const prolongRun = async (runFolder: string, steps: number): Promise<string> => {
  const long = join(dirname(runFolder), `${basename(runFolder)}-long`);
  await cp(runFolder, long, { recursive: true });
  const lines = Array.from({ length: steps }, (_, index) =>
    JSON.stringify({
      kind: 'step',
      step: index + 1,
      epoch: Math.floor(index / stepsPerEpoch),
      loss: 1.4 * Math.exp(-index / 30_000) + 0.05 * Math.sin(index),
      accuracy: 0.5 + 0.4 * Math.abs(Math.sin(index / 5000)),
      learningRate: 0.1,
      viewsPerSecond: 800,
      imagesPerSecond: 200,
      dataWaitShare: 0.01,
      elapsedMs: index * 100,
    }),
  );
  await writeFile(join(long, 'metrics.jsonl'), `${lines.join('\n')}\n`);
  return long;
};

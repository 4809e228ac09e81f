/** What the engine leaves on the disk, against which the interface is checked. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import * as z from 'zod';

import { until } from '../../support/editor/until.js';

/** The run folders of a folder of images, the oldest first. */
export const runFolders = async (images: string): Promise<string[]> => {
  const folder = path.join(images, '.pretext-lab', 'runs');
  const names = await readdir(folder).catch(() => []);
  return names.sort().map((name) => path.join(folder, name));
};

const stepSchema = z.object({
  kind: z.literal('step'),
  step: z.number(),
  loss: z.number(),
  accuracy: z.number(),
});

/** The steps that a run has written, as its last lines about each step say. */
export const writtenSteps = async (runFolder: string): Promise<z.infer<typeof stepSchema>[]> => {
  const text = await readFile(path.join(runFolder, 'metrics.jsonl'), 'utf8');
  const steps = new Map<number, z.infer<typeof stepSchema>>();
  for (const line of text.split('\n')) {
    const parsed = stepSchema.safeParse(line === '' ? null : JSON.parse(line));
    // A resumed run writes again what came after its checkpoint.
    if (parsed.success) steps.set(parsed.data.step, parsed.data);
  }
  return [...steps.values()].sort((a, b) => a.step - b.step);
};

/** The newest run of a folder of images, as soon as it has taken a step. */
export const steppedRun = (images: string, limitMs: number): Promise<string> =>
  until(
    async () => {
      const run = (await runFolders(images)).at(-1);
      return run !== undefined && (await writtenSteps(run)).length > 0 ? run : null;
    },
    'the first step of a run',
    limitMs,
  );

const runSchema = z.looseObject({
  backend: z.object({ name: z.string(), device: z.string() }),
});

/** What a run is computed with, as its `run.json` says. */
export const backendOf = async (runFolder: string): Promise<string> => {
  const text = await readFile(path.join(runFolder, 'run.json'), 'utf8');
  return runSchema.parse(JSON.parse(text)).backend.name;
};

/** The process that trains a run, by the run's lock; null when nobody holds it. */
export const engineOf = async (runFolder: string): Promise<number | null> => {
  const locks = (await readdir(runFolder)).filter((name) => /^lock-.*\.json$/.test(name));
  const [lock] = locks;
  if (lock === undefined) return null;
  const text = await readFile(path.join(runFolder, lock), 'utf8');
  return z.object({ pid: z.number() }).parse(JSON.parse(text)).pid;
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Waits until a process is gone. */
export const hasEnded = (pid: number): Promise<true> =>
  until(() => Promise.resolve(isAlive(pid) ? null : true), `the end of process ${pid}`);

/**
 * How many images per second are decoded to squares: this engine in worker threads against Pillow in
 * as many processes. All sides decode the same files, in turns, round after round; a figure is the
 * median of its rounds. The first, unmeasured round starts everything and warms the file cache.
 * Processor time per image stands beside it: on a busy machine the side with more threads gets more
 * of the processor, so that throughput alone flatters it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import * as z from 'zod';

import { scanFolder } from '../../src/engine/data/scanFolder.js';
import type { DecodeBenchJob } from './decodeBenchWorker.js';

export interface DecodeBenchOptions {
  /** Folder of images. */
  readonly folder: string;
  /** Sides of the squares, in px. */
  readonly sizesPx: readonly number[];
  /** Worker threads, and as many Pillow processes. */
  readonly workers: number;
  readonly rounds: number;
  /** A Python that has Pillow and numpy, or null to measure the engine alone. */
  readonly pythonPath: string | null;
  /** Images that each worker has in flight. */
  readonly imagesInFlight?: number;
}

export interface DecodeSpeed {
  readonly imagesPerSecond: number;
  readonly cpuMsPerImage: number;
}

export interface DecodeBenchRow {
  readonly sizePx: number;
  readonly workers: number;
  readonly images: number;
  readonly engine: DecodeSpeed;
  /** Pillow with its defaults: whole image decoded, bicubic. */
  readonly pillow: DecodeSpeed | null;
  /** Pillow at its best: JPEG at reduced size where that suffices, bilinear. */
  readonly pillowFast: DecodeSpeed | null;
}

interface Work {
  readonly decoded: number;
  readonly cpuMs: number;
}

/** One side of the comparison: decodes shares of the files in parallel and counts the images. */
interface Contender {
  decode(shares: readonly (readonly string[])[], sizePx: number): Promise<Work>;
  close(): Promise<void>;
}

const startEngine = (workers: number, imagesInFlight: number): Contender => {
  const workerUrl = new URL('./decodeBenchWorker.js', import.meta.url);
  const threads = Array.from({ length: workers }, () => new Worker(workerUrl));
  return {
    decode: async (shares, sizePx) => {
      const before = process.cpuUsage();
      const counts = threads.map(async (thread, i) => {
        const job: DecodeBenchJob = { files: shares[i] ?? [], sizePx, imagesInFlight };
        thread.postMessage(job);
        const answer: unknown[] = await once(thread, 'message');
        return Number(answer[0]);
      });
      const decoded = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
      const { user, system } = process.cpuUsage(before);
      return { decoded, cpuMs: (user + system) / 1000 };
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
};

const pillowAnswerSchema = z.object({ decoded: z.number(), cpuMs: z.number() });

const startPillow = (workers: number, pythonPath: string, fast: boolean): Contender => {
  const script = fileURLToPath(new URL('../test/bench/peers/decode_pillow.py', import.meta.url));
  const processes = Array.from({ length: workers }, () => {
    const child = spawn(pythonPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, answers };
  });
  return {
    decode: async (shares, sizePx) => {
      const parts = processes.map(async ({ child, answers }, i) => {
        child.stdin.write(`${JSON.stringify({ files: shares[i] ?? [], sizePx, fast })}\n`);
        const answer = await answers.next();
        if (answer.done === true)
          throw new Error(`${pythonPath} ended; it needs Pillow and numpy.`);
        return pillowAnswerSchema.parse(JSON.parse(answer.value));
      });
      return (await Promise.all(parts)).reduce((sum, part) => ({
        decoded: sum.decoded + part.decoded,
        cpuMs: sum.cpuMs + part.cpuMs,
      }));
    },
    close: async () => {
      await Promise.all(
        processes.map(async ({ child }) => {
          child.stdin.end();
          if (child.exitCode === null) await once(child, 'exit');
        }),
      );
    },
  };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Every `workers`-th file for each worker. */
const shareOut = (files: readonly string[], workers: number): string[][] =>
  Array.from({ length: workers }, (_, worker) => files.filter((__, i) => i % workers === worker));

const measureSize = async (
  contenders: ReadonlyMap<string, Contender>,
  shares: readonly (readonly string[])[],
  sizePx: number,
  rounds: number,
): Promise<Map<string, DecodeSpeed>> => {
  const measured = new Map<string, DecodeSpeed[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, contender] of contenders) {
      const startMs = performance.now();
      const { decoded, cpuMs } = await contender.decode(shares, sizePx);
      const elapsedMs = performance.now() - startMs;
      if (round === 0) continue;
      const speed = {
        imagesPerSecond: (1000 * decoded) / elapsedMs,
        cpuMsPerImage: cpuMs / decoded,
      };
      measured.set(name, [...(measured.get(name) ?? []), speed]);
    }
  }
  const medians = [...measured].map(([name, speeds]): [string, DecodeSpeed] => [
    name,
    {
      imagesPerSecond: median(speeds.map((speed) => speed.imagesPerSecond)),
      cpuMsPerImage: median(speeds.map((speed) => speed.cpuMsPerImage)),
    },
  ]);
  return new Map(medians);
};

/**
 * Measures decoding throughput.
 * @returns one row per size, in images per second over all workers
 * @throws LabError when the folder cannot be scanned; Error when a Pillow process fails
 */
export const runDecodeBench = async (options: DecodeBenchOptions): Promise<DecodeBenchRow[]> => {
  const { index } = await scanFolder(options.folder, { onProgress: () => undefined });
  const files = Array.from({ length: index.length }, (_, i) =>
    path.join(options.folder, index.path(i)),
  );
  const shares = shareOut(files, options.workers);
  const contenders = new Map<string, Contender>([
    ['engine', startEngine(options.workers, options.imagesInFlight ?? 4)],
  ]);
  if (options.pythonPath !== null) {
    contenders.set('pillow', startPillow(options.workers, options.pythonPath, false));
    contenders.set('pillowFast', startPillow(options.workers, options.pythonPath, true));
  }
  try {
    const rows: DecodeBenchRow[] = [];
    for (const sizePx of options.sizesPx) {
      const speeds = await measureSize(contenders, shares, sizePx, options.rounds);
      const engine = speeds.get('engine');
      if (engine === undefined) throw new Error('The engine was not measured.');
      rows.push({
        sizePx,
        workers: options.workers,
        images: files.length,
        engine,
        pillow: speeds.get('pillow') ?? null,
        pillowFast: speeds.get('pillowFast') ?? null,
      });
    }
    return rows;
  } finally {
    await Promise.all([...contenders.values()].map((contender) => contender.close()));
  }
};

/** `metrics.jsonl`: one JSON object a line, a step or an epoch, in the order in which they ended. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { epochMetricsSchema, stepMetricsSchema, type EpochMetrics } from '../../protocol/run.js';
import {
  encodeTexts,
  nodeDisk,
  openAppendFile,
  writeFileAtomically,
  type Disk,
} from './atomicFile.js';
import { readLines, regularFileBytes } from './readUntrusted.js';

const metricsLineSchema = z.discriminatedUnion('kind', [
  stepMetricsSchema.extend({ kind: z.literal('step') }),
  epochMetricsSchema.extend({ kind: z.literal('epoch') }),
]);
/** One line of the log. */
export type MetricsLine = z.infer<typeof metricsLineSchema>;

/** The log of a run that is training. Await each call before the next one. */
export interface MetricsLog {
  /** @throws LabError `diskFull`; the log then ends where it ended before */
  append(lines: readonly MetricsLine[]): Promise<void>;
  /** Puts all that was appended on the disk. Call it before saving a checkpoint. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

const largestLogBytes = 4 * 1024 ** 3;
const longestLine = 1024 * 1024;

const metricsFile = (runFolder: string): string => join(runFolder, 'metrics.jsonl');

const encodeLine = (line: MetricsLine): string => `${JSON.stringify(line)}\n`;

const parseLine = (text: string): MetricsLine | null => {
  try {
    return metricsLineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/**
 * The lines of a log as they are; a missing log has none.
 * @throws LabError `runUnreadable` when it is not a regular file or larger than 4 GiB
 */
export async function* readMetricsTexts(runFolder: string): AsyncGenerator<string> {
  const file = metricsFile(runFolder);
  const missing = await access(file).then(
    () => false,
    () => true,
  );
  if (missing) return;
  await regularFileBytes(file, largestLogBytes);
  yield* readLines(file, longestLine);
}

/**
 * Reads a log line by line. A line that is torn (the process was killed while writing it) or not
 * ours is left out.
 * @param only leaves out the other kind without parsing it
 * @throws as `readMetricsTexts`
 */
export async function* readMetrics(
  runFolder: string,
  only?: MetricsLine['kind'],
): AsyncGenerator<MetricsLine> {
  for await (const text of readMetricsTexts(runFolder)) {
    if (only !== undefined && !text.includes(`"${only}"`)) continue;
    const line = parseLine(text);
    if (line !== null && (only === undefined || line.kind === only)) yield line;
  }
}

/** The epochs of a run, in order. */
export const readEpochs = async (runFolder: string): Promise<EpochMetrics[]> => {
  const epochs: EpochMetrics[] = [];
  for await (const line of readMetrics(runFolder, 'epoch')) {
    // Parsing again leaves out the kind.
    epochs.push(epochMetricsSchema.parse(line));
  }
  return epochs;
};

async function* linesUpTo(
  runFolder: string,
  resume: { readonly step: number; readonly epochs: number },
): AsyncGenerator<string> {
  for await (const line of readMetrics(runFolder)) {
    const done = line.kind === 'step' ? line.step <= resume.step : line.epoch <= resume.epochs;
    if (done) yield encodeLine(line);
  }
}

/**
 * Opens the log for appending.
 * @param resume step and number of finished epochs of the checkpoint that the run goes on from; what
 *   was measured after it is cut off first, because it will be measured again. Null for a new run.
 * @throws LabError `notWritable` or `diskFull`
 */
export const openMetricsLog = async (
  runFolder: string,
  resume: { readonly step: number; readonly epochs: number } | null,
  disk: Disk = nodeDisk,
): Promise<MetricsLog> => {
  const file = metricsFile(runFolder);
  if (resume !== null) {
    const kept = encodeTexts(linesUpTo(runFolder, resume));
    await writeFileAtomically(file, kept, null, disk);
  }
  const opened = await openAppendFile(file, resume === null ? 'ax' : 'a', disk);
  return {
    append: (lines) => opened.append(Buffer.from(lines.map(encodeLine).join(''))),
    sync: () => opened.sync(),
    close: () => opened.close(),
  };
};

/** How a child process ended, and the sentence that tells a user. */
import { sentence, type Sentence } from '../protocol/sentence.js';

/** The end of a child process. Exactly one of `code` and `signal` is set, unless it never started. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** True when this side killed it. */
  readonly killed: boolean;
  /** Why it could not be started at all. */
  readonly startError?: string;
}

/** Signals by which a processor or a system ends a program whose code or library is wrong. */
const crashSignals = ['SIGSEGV', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGTRAP', 'SIGSYS'];
/** Windows gives the like as exit codes from here on, such as 0xC0000005. */
const firstCrashCode = 0xc0000000;

/** Whether a process ended by what it executed, and was neither ended from outside nor short of memory. */
export const isCrash = ({ code, signal, killed }: ChildEnd): boolean =>
  !killed &&
  (signal === null ? code !== null && code >= firstCrashCode : crashSignals.includes(signal));

const abortExitCode = 134;
const isOutOfMemoryText = (line: string): boolean =>
  /out of memory|bad_alloc|\bOOM\b|Cannot allocate/i.test(line);

/** TensorFlow's own notes begin so; they tell nothing about an end. */
const isNote = (line: string): boolean =>
  /^[IW]\d{4} |^\d{4}-\d{2}-\d{2} .*: [IW] |^WARNING: All log messages before absl/.test(line) ||
  line.trim() === '';

const withLastWords = (said: Sentence, lastLine: string | undefined): Sentence =>
  lastLine === undefined ? said : sentence('{0} Its last words: {1}', said, lastLine);

/**
 * Says in a sentence how the engine ended.
 * @param log the last lines that it printed, oldest first
 */
export const describeEngineEnd = (end: ChildEnd, log: readonly string[]): Sentence => {
  if (end.startError !== undefined) {
    return sentence('The engine could not be started: {0}.', end.startError);
  }
  if (end.killed) return sentence('The engine was killed before it had finished.');
  const how =
    end.signal === null
      ? sentence('with exit code {0}', end.code ?? '?')
      : sentence('by signal {0}', end.signal);
  const lastLine = log.findLast((line) => !isNote(line));
  const isAbort = end.code === abortExitCode || end.signal === 'SIGABRT';
  if (end.signal === 'SIGKILL' || isAbort || log.some(isOutOfMemoryText)) {
    return withLastWords(
      sentence(
        'The engine ended unexpectedly {0}: it probably ran out of memory; try a smaller batch or a smaller image size, or close other programs.',
        how,
      ),
      lastLine,
    );
  }
  return withLastWords(sentence('The engine ended unexpectedly {0}.', how), lastLine);
};

/** Where a command's events and result go: JSON lines, a live block, or plain lines. */
import type { EngineEvent } from '../protocol/engineEvents.js';
import { inEnglish } from '../protocol/sentence.js';
import { jsonLine } from './jsonLine.js';
import { advance, noProgress } from './progress.js';
import {
  dataLine,
  evaluationLine,
  lastingLine,
  progressBlock,
  runStartedLine,
  stepLine,
  type Colors,
} from './progressText.js';

/** Receives what a command says, in order. */
export interface Reporter {
  event(event: EngineEvent): void;
  /** The last word: an object for programs and the same as text for people. */
  result(value: object, text: string): void;
  /** Takes away what is only shown meanwhile, so that something else can be written. */
  clear(): void;
}

/** A block of text at the end of the screen that is drawn over. */
export interface LiveBlock {
  draw(text: string): void;
  /** Writes text above the block; it stays. */
  persist(text: string): void;
  /** Takes the block away. */
  clear(): void;
}

type WriteLine = (line: string) => void;

/** One JSON object per line; the last one is the result. */
export const createJsonReporter = (writeLine: WriteLine): Reporter => ({
  event: (event) => {
    writeLine(jsonLine(event));
  },
  result: (value) => {
    writeLine(jsonLine(value));
  },
  clear: () => undefined,
});

/** Skipped files that are named one by one; the rest is only counted. */
const namedSkips = 5;

/** Lines for a file or a pipe: each epoch and warning, and progress at most every `quietMs`. */
export const createPlainReporter = (
  writeLine: WriteLine,
  colors: Colors,
  now: () => number,
  quietMs = 10_000,
): Reporter => {
  let progress = noProgress;
  let lastProgressAt = now();
  const writeProgress = (line: string): void => {
    if (now() - lastProgressAt < quietMs) return;
    lastProgressAt = now();
    writeLine(line);
  };
  return {
    event: (event) => {
      progress = advance(progress, event);
      if (event.kind === 'runStarted') writeLine(runStartedLine(event));
      if (event.kind === 'imageSkipped' && progress.skippedImages <= namedSkips) {
        writeLine(colors.yellow(`Skipped ${event.file.path}: ${inEnglish(event.file.message)}`));
      }
      if (event.kind === 'dataProgress' && progress.data !== null)
        writeProgress(dataLine(progress.data));
      if (event.kind === 'evaluationProgress') writeProgress(evaluationLine(event));
      if (event.kind === 'steps') writeProgress(stepLine(progress));
      const lasting = lastingLine(event, progress, colors);
      if (lasting !== null) writeLine(lasting);
    },
    result: (_, text) => {
      writeLine(text);
    },
    clear: () => undefined,
  };
};

/** A block that is redrawn in place, with the lines that stay above it. */
export const createLiveReporter = (
  block: LiveBlock,
  writeLine: WriteLine,
  colors: Colors,
  columns: () => number,
): Reporter => {
  let progress = noProgress;
  let drawnLines = 0;
  const draw = (): void => {
    const text = progressBlock(progress, columns(), colors);
    const lines = text.split('\n').length;
    // A terminal library that patches single lines leaves some behind when their number changes.
    if (lines !== drawnLines) block.clear();
    drawnLines = lines;
    block.draw(text);
  };
  return {
    event: (event) => {
      progress = advance(progress, event);
      const lasting = lastingLine(event, progress, colors);
      if (lasting !== null) block.persist(lasting);
      draw();
    },
    result: (_, text) => {
      block.clear();
      writeLine(text);
    },
    clear: () => {
      block.clear();
    },
  };
};

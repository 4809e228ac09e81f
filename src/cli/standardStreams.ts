/** The terminal or pipe that the command line writes to. */
import { createLogUpdate } from 'log-update';
import type { WriteStream } from 'node:tty';
import pc from 'picocolors';

import type { Colors } from './progressText.js';
import {
  createJsonReporter,
  createLiveReporter,
  createPlainReporter,
  type Reporter,
} from './reporter.js';

/** A standard stream; `isTTY` is missing where it is a pipe or a file. */
export type StandardStream = Pick<WriteStream, 'columns'> & NodeJS.WriteStream;

/** Colours on a terminal, unless `NO_COLOR` is set or the terminal is a dumb one. */
export const chooseColors = (
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Colors => {
  const isRefused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  const isForced = (environment['FORCE_COLOR'] ?? '') !== '';
  return pc.createColors(!isRefused && (isTerminal || isForced));
};

/** A function that writes lines until the reader has gone. */
export const createLineWriter = (
  stream: NodeJS.WriteStream,
  onReaderGone: () => void,
): ((line: string) => void) => {
  let isGone = false;
  stream.on('error', () => {
    if (isGone) return;
    isGone = true;
    onReaderGone();
  });
  return (line) => {
    if (!isGone) stream.write(`${line}\n`);
  };
};

/** Below this many columns a block would wrap more than it tells. */
const leastColumns = 40;

/** The reporter that suits the stream. */
export const createReporter = (
  isJson: boolean,
  stream: StandardStream,
  writeLine: (line: string) => void,
  colors: Colors,
  now: () => number,
): Reporter => {
  if (isJson) return createJsonReporter(writeLine);
  // A terminal of no width, as some build machines have, shows no block.
  if (!stream.isTTY || stream.columns < leastColumns)
    return createPlainReporter(writeLine, colors, now);
  const log = createLogUpdate(stream);
  const block = {
    draw: (text: string) => {
      log(text);
    },
    persist: (text: string) => {
      log.persist(text);
    },
    clear: () => {
      log.clear();
      // Brings the cursor back, which drawing hides.
      log.done();
    },
  };
  return createLiveReporter(block, writeLine, colors, () => stream.columns);
};

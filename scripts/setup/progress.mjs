/**
 * Progress of one step: a line that is rewritten on a terminal, and plain lines elsewhere.
 * @typedef {object} Progress
 * @property {(text: string) => void} say Tells what the step does now.
 * @property {(share: number, text: string) => void} share Tells how far it is, from 0 to 1.
 */

/** @typedef {Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean; columns?: number }} Output */

/**
 * Progress in plain lines, without shares.
 * @param {(line: string) => void} write
 * @returns {Progress}
 */
export function plainProgress(write) {
  return { say: write, share: () => undefined };
}

/**
 * Runs one named step and reports its beginning, its progress, its result and its time.
 * @param {Output} output
 * @param {string} name Number and name of the step, such as `[1/5] dependencies`.
 * @param {(progress: Progress) => Promise<string>} work Returns what it
 *   did; what it throws is passed on.
 */
export async function runStep(output, name, work) {
  const startedMs = performance.now();
  const rewrites = output.isTTY === true;
  let lastLine = '';
  let lastTenth = -1;

  /** @param {string} line */
  function show(line) {
    if (line === lastLine) return;
    lastLine = line;
    output.write(rewrites ? `\r\u001b[2K${line}` : `${line}\n`);
  }
  /** A line that is rewritten must fit into one row. @param {string} text */
  function say(text) {
    const line = `${name}: ${text}`;
    show(rewrites ? line.slice(0, (output.columns ?? 80) - 1) : line);
  }

  try {
    const summary = await work({
      say,
      share(share, text) {
        // Somebody reads a log line by line, so it gets ten lines instead of thousands.
        const tenth = Math.floor(share * 10);
        if (!rewrites && tenth === lastTenth) return;
        lastTenth = tenth;
        say(`${text} ${Math.floor(share * 100)} %`);
      },
    });
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    show(`${name}: ${summary} (${seconds} s)`);
  } finally {
    if (rewrites) output.write('\n');
  }
}

import { spawn } from 'node:child_process';

/**
 * @typedef {object} ToolResult
 * @property {number | null} code Exit code, or null when a signal ended it or it did not start.
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} output Standard output and standard error in the order of arrival.
 * @property {boolean} started False when there is no such program.
 */

/**
 * Runs a program without a shell, so that paths with spaces and a literal `$ORIGIN` pass through.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<ToolResult>} Never rejects: a program that fails is a result too.
 */
export function runTool(command, args, { cwd, env, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    /** @param {Buffer} chunk */
    function collect(chunk) {
      const text = chunk.toString('utf8');
      output += text;
      const line = text.trim().split('\n').at(-1);
      if (onLine !== undefined && line !== undefined && line !== '') onLine(line);
    }
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      stdout += chunk.toString('utf8');
      collect(chunk);
    });
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      resolve({ code: null, signal: null, stdout, output: error.message, started: false });
    });
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, output, started: true });
    });
  });
}

/**
 * The last lines of a program's output, which is where it says why it failed.
 * @param {string} output
 * @param {number} [lines]
 */
export function tailOf(output, lines = 12) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

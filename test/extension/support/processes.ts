/** The engine processes that this extension host has started. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

import { until } from '../../support/editor/until.js';

/** Process ids of the engines whose parent is this very process. */
export const enginePids = async (): Promise<readonly number[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) !== process.pid || !/[/\\]dist[/\\]engine\.js\b/.test(command ?? ''))
      return [];
    return [Number(pid)];
  });
};

/** Waits until engines are gone. A process that has ended is collected late. */
export const enginesEnd = async (pids: readonly number[]): Promise<void> => {
  await until(
    async () => ((await enginePids()).some((pid) => pids.includes(pid)) ? null : true),
    `the end of the engines ${pids.join(', ')}`,
  );
};

/** The process that holds a run, by the name of its lock. */
export const pidOfHolder = (runFolder: string): Promise<number> =>
  until(async () => {
    const names = await readdir(runFolder);
    const pid = names
      .map((name) => /^lock-(\d+)-\d+\.json$/.exec(name)?.[1])
      .find((found) => found);
    return pid === undefined ? null : Number(pid);
  }, `the lock of ${runFolder}`);

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type {
  Alarm,
  BackendStart,
  LaunchEngine,
} from '../../../../src/launcher/choice/backendStart.js';
import { measureBackends } from '../../../../src/launcher/choice/measureBackends.js';
import { openEngine } from '../../../../src/launcher/choice/openEngine.js';
import { startEngine } from '../../../../src/launcher/engineProcess.js';
import { inEnglish } from '../../../../src/protocol/sentence.js';

/** An engine of a few lines, one backend of which hangs with a child of its own, and one of which dies. */
const fakeEngine = `
import { spawn } from 'node:child_process';
const backend = process.argv[process.argv.indexOf('--backend') + 1];
const reply = (id, ok) => process.send({ kind: 'reply', id, reply: { ok } });
process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, name, params }) => {
  if (name === 'hello') {
    return reply(id, { protocolVersion: params.protocolVersion, engineVersion: '9.9.9' });
  }
  if (name === 'describeBackend') {
    if (backend === 'tensorflow') {
      console.error("libtensorflow: version GLIBC_2.38 not found");
      process.exit(127);
    }
    if (backend === 'webgpu') {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      console.log('driver ' + process.pid + ' ' + child.pid);
      for (;;) {}
    }
    return reply(id, { name: backend, device: 'WebAssembly, SIMD', versions: { simd: 'true' } });
  }
  if (name === 'measureSpeed') return reply(id, { imagesPerSecond: 20, precision: 'float32' });
});
`;

/** Time goes on faster than it does, so that limits come soon. */
const fastClock: Alarm = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs / 4);
    return { dispose: () => clearTimeout(timer) };
  },
};

const starts = [{ backend: 'tensorflow' }, { backend: 'webgpu' }, { backend: 'wasm' }] as const;

let folder: string;
let enginePath: string;
const driverPids: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backends '));
  enginePath = join(folder, 'engine.mjs');
  await writeFile(enginePath, fakeEngine);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const onLog = (line: string): void => {
  const pids = /^driver (\d+) (\d+)$/.exec(line);
  if (pids !== null) driverPids.push(Number(pids[1]), Number(pids[2]));
};
const launch: LaunchEngine = (start, onEvent) =>
  startEngine({ enginePath, ...start, onEvent, onLog });

/** False also for a process that has ended and only waits for its parent to notice. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    const status = `/proc/${pid}/status`;
    return !existsSync(status) || !/^State:\s*[ZX]/m.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
};
const allGone = (): Promise<void> =>
  expect
    .poll(() => driverPids.length > 0 && !driverPids.some(isAlive), { timeout: 5000 })
    .toBe(true);

/** Opens the first of them that works. */
const openFirst = (some: readonly BackendStart[], launchOne: LaunchEngine) =>
  openEngine(
    { starts: some, failures: [] },
    {
      launch: launchOne,
      clock: fastClock,
      onEvent: () => undefined,
      onLog,
      onLaunched: () => undefined,
      onFailure: () => undefined,
      isWanted: () => true,
    },
  );
const measureAll = (some: readonly BackendStart[], launchOne: LaunchEngine) =>
  measureBackends(some, {
    launch: launchOne,
    clock: fastClock,
    signal: new AbortController().signal,
    onBackend: () => undefined,
    onLog,
  });

describe('backends in processes of their own', () => {
  it('are measured although one hangs and one dies, and nothing is left', async () => {
    driverPids.length = 0;
    const { table, isComplete } = await measureAll(starts, launch);
    expect(isComplete).toBe(true);
    expect(table.map(({ backend, works, stepMs }) => [backend, works, stepMs])).toEqual([
      ['wasm', true, 800],
      ['tensorflow', false, null],
      ['webgpu', false, null],
    ]);
    const reasons = table.map(({ reason }) => (reason === undefined ? '' : inEnglish(reason)));
    expect(reasons[1]).toMatch(/exit code 127\. Its last words: .*GLIBC_2\.38 not found/);
    expect(reasons[2]).toBe('WebGPU was not ready within 20 s and was ended.');
    await allGone();
  });

  it('give way where the system refuses to start their program', async () => {
    // Node throws on this one, as on a program that a policy or a scanner holds back.
    const nodePath = join(folder, 'n'.repeat(5000));
    const launchRefused: LaunchEngine = (start, onEvent) =>
      startEngine({
        ...{ enginePath, onEvent, onLog, ...start },
        ...(start?.backend === 'webgpu' ? { nodePath } : {}),
      });
    const some = [{ backend: 'webgpu' }, { backend: 'wasm' }] as const;
    const opened = await openFirst(some, launchRefused);
    await opened.engine.stop(5000);
    expect(opened.info.name).toBe('wasm');
    const { table } = await measureAll(some, launchRefused);
    expect(table.map(({ backend, works }) => [backend, works])).toEqual([
      ['wasm', true],
      ['webgpu', false],
    ]);
    const reasons = [opened.failures[0]?.reason, table[1]?.reason];
    for (const reason of reasons) {
      expect(reason === undefined ? '' : inEnglish(reason)).toMatch(
        /^The engine could not be started: spawn ENAMETOOLONG\. .*install the extension again\.$/,
      );
    }
  });

  it('give way to the one that works when a run starts', async () => {
    driverPids.length = 0;
    const opened = await openFirst(starts, launch);
    expect(opened.info.name).toBe('wasm');
    expect(opened.failures.map(({ backend }) => backend)).toEqual(['tensorflow', 'webgpu']);
    await allGone();
    await opened.engine.stop(5000);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  createEngineStarter,
  glibcVersion,
  runNodeScript,
  startEngine,
  type EngineProcess,
} from '../../../src/launcher/engineProcess.js';
import { engineProtocolVersion } from '../../../src/protocol/engineProtocol.js';
import { RpcError } from '../../../src/protocol/rpc.js';

/** An engine of a few lines; `FAKE` names its behaviour. */
const fakeEngine = `
import { spawn } from 'node:child_process';
const behaviour = process.env.FAKE ?? '';
const reply = (id, ok) => process.send({ kind: 'reply', id, reply: { ok } });
process.on('SIGINT', () => {});
process.on('disconnect', () => {
  if (behaviour === 'stubborn') setInterval(() => {}, 1000);
  else { console.log('saved'); process.exitCode = 0; }
});
process.on('message', ({ id, name, params }) => {
  if (name === 'hello') {
    if (behaviour === 'stranger') return reply(id, { greeting: 'hi' });
    const version = behaviour === 'newer' ? params.protocolVersion + 1 : params.protocolVersion;
    return reply(id, { protocolVersion: version, engineVersion: '9.9.9' });
  }
  if (name === 'pause') {
    process.send({ kind: 'event', event: { kind: 'paused', paused: true } });
    return reply(id, {});
  }
  if (name === 'listRuns') {
    if (behaviour === 'crash') { console.error('tensor trouble'); process.exit(3); }
    if (behaviour === 'abort') return process.abort();
    if (behaviour === 'family') {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log('grandchild ' + child.pid);
    }
    if (behaviour === 'orphan') {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log('grandchild ' + child.pid);
      process.exit(0);
    }
    if (behaviour === 'environment') console.log(JSON.stringify(process.env));
    if (behaviour === 'chatty') for (let i = 0; i < 80; i++) console.log('line ' + i);
  }
});
`;

const state = { folder: '', engine: '' };

beforeAll(async () => {
  state.folder = await mkdtemp(join(tmpdir(), 'pretext lab launcher '));
  state.engine = join(state.folder, 'fake engine.mjs');
  await writeFile(state.engine, fakeEngine);
});
afterAll(async () => {
  await rm(state.folder, { recursive: true, force: true });
});

interface Started {
  readonly engine: EngineProcess;
  readonly events: unknown[];
  /** The first line that matches, as soon as it has come. */
  readonly line: (pattern: RegExp) => Promise<RegExpMatchArray>;
}

const start = (behaviour: string, environment: Record<string, string> = {}): Started => {
  const events: unknown[] = [];
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  const engine = startEngine({
    enginePath: state.engine,
    environment: { ...process.env, ...environment, FAKE: behaviour },
    onEvent: (event) => events.push(event),
    onLog: (line) => {
      lines.push(line);
      for (const check of waiting) check();
    },
  });
  return {
    engine,
    events,
    line: (pattern) =>
      new Promise((resolve) => {
        const check = (): void => {
          const match = lines.map((line) => pattern.exec(line)).find((found) => found !== null);
          if (match !== undefined) resolve(match);
        };
        waiting.push(check);
        check();
      }),
  };
};

const failureOf = async (call: Promise<unknown>): Promise<RpcError> => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RpcError)) throw new Error(`not an RpcError: ${String(error)}`);
  return error;
};

const listRuns = { folder: '/nowhere', runsFolder: null };

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

describe('an engine process', () => {
  it('is greeted, answers, reports events and ends when asked', async () => {
    const { engine, events } = start('');
    expect(await engine.client.call('pause', {})).toEqual({});
    expect(events).toEqual([{ kind: 'paused', paused: true }]);
    await engine.stop(10_000);
    expect(await engine.stopped).toEqual({ code: 0, signal: null, killed: false });
    expect(engine.recentLog()).toEqual(['saved']);
    const error = await failureOf(engine.client.call('pause', {}));
    expect(error).toMatchObject({ code: 'portClosed', message: 'The engine was asked to stop.' });
  });

  it.each([
    ['newer', `engine 9.9.9 speaks ${engineProtocolVersion + 1}`],
    ['stranger', 'answers in another'],
  ])('of another protocol (%s) is refused in words and ended', async (behaviour, words) => {
    const { engine } = start(behaviour);
    const error = await failureOf(engine.client.call('pause', {}));
    expect(error.code).toBe('protocolMismatch');
    expect(error.message).toContain(words);
    expect((await engine.stopped).killed).toBe(true);
  });

  it('that ends in the middle of a call rejects it with code and last words', async () => {
    const { engine } = start('crash');
    const error = await failureOf(engine.client.call('listRuns', listRuns));
    expect(error).toMatchObject({
      code: 'portClosed',
      message: 'The engine ended unexpectedly with exit code 3. Its last words: tensor trouble',
    });
    expect(await engine.stopped).toEqual({ code: 3, signal: null, killed: false });
  });

  it('that aborts is suspected of having run out of memory', async () => {
    const { engine } = start('abort');
    const error = await failureOf(engine.client.call('listRuns', listRuns));
    expect(error.message).toContain('ran out of memory');
  });

  it('that does not end when asked is killed', async () => {
    const { engine } = start('stubborn');
    await engine.client.call('pause', {});
    await engine.stop(50);
    expect(await engine.stopped).toMatchObject({ signal: 'SIGKILL', killed: true });
  });

  it('is killed with everything that it started', async () => {
    const { engine, line } = start('family');
    const call = failureOf(engine.client.call('listRuns', listRuns));
    const grandchild = Number((await line(/^grandchild (\d+)/))[1]);
    expect(isAlive(grandchild)).toBe(true);
    await engine.stop(0);
    expect((await call).message).toBe('The engine was killed before it had finished.');
    expect(await engine.stopped).toMatchObject({ killed: true });
    await expect.poll(() => isAlive(grandchild), { timeout: 5000 }).toBe(false);
  });

  it('leaves nothing behind either when it ends by itself', async () => {
    const { engine, line } = start('orphan');
    const error = await failureOf(engine.client.call('listRuns', listRuns));
    const grandchild = Number((await line(/^grandchild (\d+)/))[1]);
    expect(error.message).toContain('exit code 0');
    expect(await engine.stopped).toEqual({ code: 0, signal: null, killed: false });
    await expect.poll(() => isAlive(grandchild), { timeout: 5000 }).toBe(false);
  });

  it('gets its environment from the launcher', async () => {
    const { engine, line } = start('environment', { GLIBC_TUNABLES: 'glibc.malloc.check=0' });
    const call = failureOf(engine.client.call('listRuns', listRuns));
    const printed = (await line(/^\{.*\}$/))[0];
    expect(JSON.parse(printed)).toMatchObject({
      FAKE: 'environment',
      TF_CPP_MIN_LOG_LEVEL: '2',
      GLIBC_TUNABLES: expect.stringContaining('glibc.malloc.check=0') as unknown,
    });
    await engine.stop(10_000);
    await call;
  });

  it('keeps only the last lines of its log', async () => {
    const { engine, line } = start('chatty');
    const call = failureOf(engine.client.call('listRuns', listRuns));
    await line(/^line 79$/);
    expect(engine.recentLog()).toHaveLength(50);
    expect(engine.recentLog().at(0)).toBe('line 30');
    await engine.stop(10_000);
    await call;
  });

  it('is started again without another look at the C library', async () => {
    let looks = 0;
    const startOne = createEngineStarter(() => {
      looks += 1;
      return '2.36';
    });
    expect(looks).toBe(0);
    for (let round = 0; round < 2; round++) {
      const lines: string[] = [];
      const engine = startOne({
        enginePath: state.engine,
        environment: { ...process.env, FAKE: 'environment' },
        onEvent: () => undefined,
        onLog: (line) => lines.push(line),
      });
      const call = failureOf(engine.client.call('listRuns', listRuns));
      await expect.poll(() => lines.length, { timeout: 10_000 }).toBeGreaterThan(0);
      if (process.platform === 'linux') expect(lines.join()).toContain('glibc.malloc.hugetlb=1');
      await engine.stop(10_000);
      await call;
    }
    expect(looks).toBe(1);
  });

  it('reads the version of the C library, and leaves reports as they were', () => {
    const before = { ...process.report };
    const version = glibcVersion();
    if (version !== null) expect(version).toMatch(/^\d+\.\d+/);
    expect({ ...process.report }).toEqual(before);
  });

  it('that is not built is named', () => {
    expect(() =>
      startEngine({
        enginePath: join(state.folder, 'missing.js'),
        onEvent: () => undefined,
        onLog: () => undefined,
      }),
    ).toThrow(/engine is not built: .*missing\.js does not exist/);
  });

  it('whose Node does not start is told from a crash', async () => {
    const engine = startEngine({
      enginePath: state.engine,
      nodePath: join(state.folder, 'no node'),
      onEvent: () => undefined,
      onLog: () => undefined,
    });
    const error = await failureOf(engine.client.call('pause', {}));
    expect(error.message).toMatch(/^The engine could not be started: .*ENOENT/);
    expect((await engine.stopped).startError).toContain('ENOENT');
    await engine.stop(1000);
  });
});

describe('a script', () => {
  it('is run to its end and tells its exit code', async () => {
    const scriptPath = join(state.folder, 'script.mjs');
    await writeFile(scriptPath, 'process.exitCode = process.argv[2] === "a b" ? 7 : 1;');
    expect(await runNodeScript({ scriptPath, scriptArguments: ['a b'] })).toEqual({
      code: 7,
      signal: null,
      killed: false,
    });
  });

  it('is asked to end by its signal', async () => {
    const scriptPath = join(state.folder, 'waiting.mjs');
    await writeFile(scriptPath, 'setInterval(() => {}, 1000);');
    const abort = new AbortController();
    const end = runNodeScript({ scriptPath, scriptArguments: [], abort: abort.signal });
    abort.abort();
    expect(await end).toEqual({ code: null, signal: 'SIGTERM', killed: true });
  });

  it('that does not exist is named instead of started', async () => {
    const end = await runNodeScript({ scriptPath: '/nowhere/bench.js', scriptArguments: [] });
    expect(end.startError).toBe('/nowhere/bench.js does not exist');
  });
});

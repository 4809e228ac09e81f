import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TensorflowEngine } from '../../../../src/host/tensorflowEngine/findTensorflowEngine.js';
import {
  createInstaller,
  type Dialogs,
  type InstallerOptions,
} from '../../../../src/host/tensorflowEngine/installerFlow.js';
import type { Offer } from '../../../../src/host/tensorflowEngine/offer.js';
import { sentence } from '../../../../src/protocol/sentence.js';
import { fakeWheel, fakeWheelContent } from '../../../support/fakeWheel.js';
import { silentAfter, type FileServer } from '../../../support/fileServer.js';
import { createTestClock, createTestLogger, english, korean } from '../world.js';
import { createTensorflowWorld, playEngines, type TensorflowWorld } from './tensorflowWorld.js';

let world: TensorflowWorld;
beforeEach(async () => {
  world = await createTensorflowWorld();
});
afterEach(async () => {
  await world.end();
});

/** A user who answers questions in order. */
const createUser = (...answers: (string | null)[]) => {
  const asked: { message: string; detail: string; choices: readonly string[] }[] = [];
  const informed: string[] = [];
  const progress: [string, number][] = [];
  const cancel = new AbortController();
  const dialogs: Dialogs = {
    ask: (message, detail, choices) => {
      asked.push({ message, detail, choices });
      return Promise.resolve(answers.shift() ?? null);
    },
    chooseWheel: () => Promise.resolve(answers.shift() ?? null),
    inform: (message) => informed.push(message),
    showProgress: (title, work) => {
      progress.push([title, 0]);
      return work((message, share) => progress.push([message, share]), cancel.signal);
    },
  };
  return { dialogs, asked, informed, progress, cancel };
};

const open = (
  user: ReturnType<typeof createUser>,
  change: Partial<InstallerOptions> & { there?: TensorflowEngine } = {},
) => {
  let changes = 0;
  const { there = { state: 'absent', reason: null }, ...rest } = change;
  const offered: Offer = { kind: 'offered', wheel: fakeWheel, addon: world.addon };
  const fetched: string[] = [];
  const installer = createInstaller({
    dialogs: user.dialogs,
    engines: {
      find: () => there,
      launch: playEngines({ imagesPerSecond: 1234.4 }).launch,
      tellChange: () => (changes += 1),
    },
    words: english,
    clock: createTestClock(),
    logger: createTestLogger(),
    storageFolder: world.storageFolder,
    offer: () => Promise.resolve(offered),
    fetch: (input, init) => {
      fetched.push(typeof input === 'string' ? input : 'something else');
      return fetch(input, init);
    },
    indexUrl: undefined,
    patience: { stallMs: 10_000, attempts: 1, pauseMs: 0 },
    ...rest,
  });
  return { installer, fetched, changes: () => changes };
};

const indexUrl = (server: FileServer): string => `${server.origin}/simple`;

describe('installing', () => {
  it('says sizes and places before anything is fetched, and fetches nothing without a click', async () => {
    const user = createUser(null);
    const { installer, fetched } = open(user);
    expect(await installer.install()).toBeNull();
    expect(fetched).toEqual([]);
    const [{ message, detail, choices } = { message: '', detail: '', choices: [] }] = user.asked;
    expect(message).toBe('Install TensorFlow 9.9.9 for Pretext Lab?');
    expect(choices).toEqual(['Download', 'Use a File…']);
    expect(detail).toContain('Download: 0 MB, the published Python package tensorflow-cpu 9.9.9');
    expect(detail).toContain('(https://pypi.org/simple)');
    expect(detail).toContain(
      `in ${join(world.storageFolder, 'tensorflow')}. To install it, 151 MB must be free there;`,
    );
    expect(user.progress).toEqual([]);
    expect(await readdir(world.storageFolder)).toEqual([]);
  });

  it('downloads after the click, tells how far it is and what came of it', async () => {
    const server = await world.serve();
    const user = createUser('Download');
    const clock = createTestClock();
    const ticking = { ...clock, nowMs: () => (clock.advance(200), clock.nowMs()) };
    const opened = open(user, { indexUrl: indexUrl(server), clock: ticking });
    expect(await opened.installer.install()).toBeNull();
    expect(user.informed).toEqual([
      'TensorFlow 9.9.9 is installed (0 MB) and computes here: a small network trained on 1,234 tiny images per second.',
    ]);
    expect(opened.changes()).toBe(1);
    const shares = user.progress.map(([, share]) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const texts = user.progress.map(([text]) => text);
    expect(texts[0]).toBe('Installing TensorFlow 9.9.9');
    expect(texts).toContain('Downloading: 0 of 0 MB');
    expect(texts).toContain('Unpacking: 0 of 0 MB');
    const downloaded = user.progress.findLast(([text]) => text.startsWith('Downloading'));
    expect(downloaded?.[1]).toBeCloseTo(0.7);
    expect(user.progress.at(-1)).toEqual(['Trying whether it computes here', 0.95]);
  });

  it('does not tell of every piece that arrives', async () => {
    const server = await world.serve();
    const user = createUser('Download');
    await open(user, { indexUrl: indexUrl(server) }).installer.install();
    // The title and, as no time passes, the beginning of each phase.
    expect(user.progress).toHaveLength(4);
  });

  it('takes a file without the network', async () => {
    const path = join(world.folder, 'it.whl');
    await writeFile(path, fakeWheelContent);
    const user = createUser('Use a File…', path);
    const { installer, fetched } = open(user);
    expect(await installer.install()).toBeNull();
    expect(user.informed[0]).toMatch(/^TensorFlow 9\.9\.9 is installed/);
    expect(fetched).toEqual([]);
    const noFile = createUser('Use a File…', null);
    expect(await open(noFile).installer.install()).toBeNull();
    expect(noFile.progress).toEqual([]);
  });

  it('tells the sizes of another file with grouped digits', async () => {
    const path = join(world.folder, 'other.whl');
    await writeFile(path, Buffer.alloc(1234));
    const { installer } = open(createUser('Use a File…', path));
    const wanted = fakeWheel.bytes.toLocaleString('en');
    expect(await installer.install()).toContain(`it has 1,234 bytes instead of ${wanted}.`);
  });

  it('says what is kept when it is cancelled, and offers it the next time', async () => {
    const server = await world.serve({ files: [silentAfter(fakeWheelContent, 100_000)] });
    const user = createUser('Download');
    const cancelling = open(user, {
      indexUrl: indexUrl(server),
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        setImmediate(() => user.cancel.abort());
        return response;
      },
    });
    expect(await cancelling.installer.install()).toBeNull();
    expect(user.informed[0]).toMatch(/^Installing TensorFlow was cancelled/);
    expect(cancelling.changes()).toBe(0);

    await mkdir(join(world.storageFolder, 'tensorflow', 'downloads'), { recursive: true });
    const archive = join(world.storageFolder, 'tensorflow', 'downloads', fakeWheel.file);
    await writeFile(`${archive}.partial`, Buffer.alloc(3e6));
    const next = createUser(null);
    await open(next).installer.install();
    expect(next.asked[0]?.detail).toContain('3 MB of it are here from an earlier try.');
  });

  it('returns what went wrong, in the language of the user', async () => {
    const user = createUser('«Download»');
    const failed = open(user, { indexUrl: 'nonsense', words: korean });
    expect(await failed.installer.install()).toMatch(/^«The environment variable PIP_INDEX_URL/);
    expect(user.informed).toEqual([]);
  });

  it('offers nothing where nothing can work, or where it is there already', async () => {
    const user = createUser();
    const reason = sentence('There is no TensorFlow engine for {0} {1} yet.', 'aix', 'ppc64');
    const offer = () => Promise.resolve({ kind: 'unavailable', reason } as const);
    expect(await open(user, { offer }).installer.install()).toBe(
      'There is no TensorFlow engine for aix ppc64 yet.',
    );
    const there = { state: 'installed', folder: '/there', version: null, build: '' } as const;
    expect(await open(user, { there }).installer.install()).toBeNull();
    expect(user.informed).toEqual(['TensorFlow is installed already, in /there.']);
    expect(user.asked).toEqual([]);
  });

  it('says what is wrong with the one that is there', async () => {
    const user = createUser(null);
    const reason = sentence('The TensorFlow engine is damaged.');
    await open(user, { there: { state: 'broken', folder: '/there', reason } }).installer.install();
    expect(user.asked[0]?.detail).toMatch(/^The TensorFlow engine is damaged\.\n\n/);
  });

  it('is done once at a time in a window', async () => {
    const user = createUser();
    let answer: (chosen: string | null) => void = () => undefined;
    const installing = await new Promise<{ ended: Promise<string | null> }>((resolve) => {
      const ask: Dialogs['ask'] = () =>
        new Promise((answered) => {
          answer = answered;
          resolve({ ended });
        });
      const { installer } = open({ ...user, dialogs: { ...user.dialogs, ask } });
      const ended = installer.install();
      void installer.remove().then((refusal) => user.informed.push(refusal ?? ''));
    });
    expect(user.informed).toEqual(['This window is installing or removing TensorFlow already.']);
    answer(null);
    expect(await installing.ended).toBeNull();
  });
});

describe('removing', () => {
  const installed = async (): Promise<void> => {
    const folder = join(world.storageFolder, 'tensorflow', '9.9.9');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'library'), Buffer.alloc(5e6));
  };

  it('says how much it frees, asks, and tells others', async () => {
    await installed();
    const user = createUser('Remove');
    const opened = open(user);
    expect(await opened.installer.remove()).toBeNull();
    expect(user.asked[0]?.detail).toMatch(/is removed, which frees 5 MB\. Runs stay/);
    expect(user.informed).toEqual(['The TensorFlow engine was removed; 5 MB are free again.']);
    expect(opened.changes()).toBe(1);
    expect(await readdir(join(world.storageFolder, 'tensorflow'))).toEqual([]);
  });

  it('removes nothing without a click, and says so where there is nothing', async () => {
    await installed();
    const user = createUser(null);
    expect(await open(user).installer.remove()).toBeNull();
    expect(await readdir(join(world.storageFolder, 'tensorflow'))).toEqual(['9.9.9']);

    const { dialogs, informed } = createUser();
    const elsewhere = { storageFolder: world.folder };
    await open({ ...user, dialogs }, elsewhere).installer.remove();
    const there = { state: 'installed', folder: '/checkout', version: null, build: '' } as const;
    await open({ ...user, dialogs }, { ...elsewhere, there }).installer.remove();
    expect(informed).toEqual([
      'The TensorFlow engine is not installed.',
      'TensorFlow in /checkout belongs to that folder and is not removed from here.',
    ]);
  });
});

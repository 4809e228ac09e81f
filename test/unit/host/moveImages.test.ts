import { beforeEach, describe, expect, it } from 'vitest';

import { createImageMover, type ImageMover } from '../../../src/host/moveImages.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import { english } from './world.js';

const folder = '/images';

/** The files of a disk, and an editor whose user answers as a test says. */
const world = {
  files: new Set<string>(),
  facts: { isTrusted: true, isVirtual: false },
  inUse: null as string | null,
  target: '/sorted' as string | null,
  isSure: true,
  asked: [] as string[],
  /** Files after which the user stops. */
  stopAfter: Infinity,
  /** What the file system has against a file. */
  broken: new Map<string, Error>(),
  whileAsked: (): void => undefined,
};
let mover: ImageMover;

beforeEach(() => {
  Object.assign(world, {
    files: new Set(['/images/a.png', '/images/cats/b.png', '/images/dogs/b.png', '/sorted/c.png']),
    ...{ facts: { isTrusted: true, isVirtual: false }, inUse: null, target: '/sorted' },
    ...{ isSure: true, asked: [], stopAfter: Infinity, broken: new Map() },
    whileAsked: () => undefined,
  });
  mover = createImageMover(
    {
      facts: () => world.facts,
      folderInUse: () => world.inUse,
      chooseTarget: async () => Promise.resolve(world.target),
      confirm: async ({ message, detail, yes }) => {
        world.asked.push(message, detail, yes);
        world.whileAsked();
        return Promise.resolve(world.isSure);
      },
      during: async (_title, _total, work) => {
        const told = { done: 0 };
        return work({
          get isStopped() {
            return told.done >= world.stopAfter;
          },
          report: (done) => {
            told.done = done;
          },
        });
      },
      move: async (from, to) => {
        await Promise.resolve();
        const error = world.broken.get(from);
        if (error !== undefined) throw error;
        if (!world.files.has(from)) return 'missing';
        if (world.files.has(to)) return 'taken';
        world.files.delete(from);
        world.files.add(to);
        return 'moved';
      },
    },
    english.t,
  );
});

const before = ['/images/a.png', '/images/cats/b.png', '/images/dogs/b.png', '/sorted/c.png'];
const files = (): string[] => [...world.files].sort();

describe('moving images', () => {
  it('asks where and whether, with the number of files, and moves', async () => {
    const outcome = await mover.move(folder, ['a.png', 'cats/b.png', 'a.png']);
    expect(world.asked).toEqual([
      'Move 2 images to /sorted?',
      'They leave the folder /images. Where a file of the same name is there already, the image stays.',
      'Move',
    ]);
    expect(outcome).toEqual({ target: '/sorted', moved: ['a.png', 'cats/b.png'], stayed: [] });
    expect(files()).toEqual([
      '/images/dogs/b.png',
      '/sorted/a.png',
      '/sorted/b.png',
      '/sorted/c.png',
    ]);
  });

  it('moves nothing when a dialog is closed', async () => {
    world.target = null;
    await expect(mover.move(folder, ['a.png'])).resolves.toBeNull();
    expect(world.asked).toEqual([]);
    world.target = '/sorted';
    world.isSure = false;
    await expect(mover.move(folder, ['a.png'])).resolves.toBeNull();
    expect(world.asked[0]).toBe('Move 1 image to /sorted?');
    expect(files()).toEqual(before);
  });

  it('never writes over a file, also not over one that it has just moved', async () => {
    world.files.add('/images/c.png');
    const outcome = await mover.move(folder, ['c.png', 'cats/b.png', 'dogs/b.png']);
    const message = 'A file of this name is there already.';
    expect(outcome).toEqual({
      target: '/sorted',
      moved: ['cats/b.png'],
      stayed: [
        { path: 'c.png', message },
        { path: 'dogs/b.png', message },
      ],
    });
    expect(world.files.has('/images/c.png')).toBe(true);
    expect(world.files.has('/images/dogs/b.png')).toBe(true);
  });

  it('says of each file why it stayed', async () => {
    world.target = '/images/cats';
    world.broken.set('/images/a.png', new Error('EACCES: permission denied'));
    const outcome = await mover.move(folder, ['a.png', 'cats/b.png', 'gone.png']);
    expect(outcome).toEqual({
      target: '/images/cats',
      moved: [],
      stayed: [
        { path: 'a.png', message: 'EACCES: permission denied' },
        { path: 'cats/b.png', message: 'It is in this folder already.' },
        { path: 'gone.png', message: 'The file is not there any more.' },
      ],
    });
  });

  it('can be stopped; what was moved by then is told', async () => {
    world.stopAfter = 1;
    const outcome = await mover.move(folder, ['a.png', 'cats/b.png']);
    expect(outcome?.moved).toEqual(['a.png']);
    expect(outcome?.stayed).toEqual([{ path: 'cats/b.png', message: 'Stopped before its turn.' }]);
    await mover.moveBack();
    expect(files()).toEqual(before);
  });

  it.each(['../outside.png', '/etc/passwd', '.', 'cats/../../x.png'])(
    'refuses all when one leads out of the folder: %s',
    async (path) => {
      await expect(mover.move(folder, ['a.png', path])).rejects.toThrow('is not in the folder');
      expect(files()).toEqual(before);
      expect(world.asked).toEqual([]);
    },
  );

  it('is refused without trust and where there is no disk, also when that changes meanwhile', async () => {
    const trust = 'Moving images changes your files, so it needs trust in this workspace.';
    world.facts = { isTrusted: false, isVirtual: false };
    await expect(mover.move(folder, ['a.png'])).rejects.toThrow(new SpokenError(trust));
    world.facts = { isTrusted: true, isVirtual: true };
    await expect(mover.move(folder, ['a.png'])).rejects.toThrow('not on a disk');
    world.facts = { isTrusted: true, isVirtual: false };
    world.whileAsked = () => {
      world.facts = { isTrusted: false, isVirtual: false };
    };
    await expect(mover.move(folder, ['a.png'])).rejects.toThrow(trust);
    expect(files()).toEqual(before);
  });

  it.each([
    ['/images', true],
    ['/images/cats', true],
    ['/', true],
    ['/images-2', false],
  ])('is refused while a run reads the folder: %s, %s', async (inUse, isRefused) => {
    world.inUse = inUse;
    const moving = mover.move(folder, ['a.png']);
    if (isRefused) await expect(moving).rejects.toThrow(`A run is reading the images of ${inUse}`);
    else await expect(moving).resolves.toMatchObject({ moved: ['a.png'] });
  });
});

describe('moving images back', () => {
  it('undoes the last move, and only once', async () => {
    await mover.move(folder, ['a.png', 'cats/b.png']);
    const outcome = await mover.moveBack();
    expect(outcome).toEqual({ target: folder, moved: ['a.png', 'cats/b.png'], stayed: [] });
    expect(files()).toEqual(before);
  });

  it('writes over nothing that took the place', async () => {
    await mover.move(folder, ['a.png', 'cats/b.png']);
    world.files.add('/images/a.png');
    const outcome = await mover.moveBack();
    expect(outcome.moved).toEqual(['cats/b.png']);
    expect(outcome.stayed).toEqual([
      { path: 'a.png', message: 'A file of this name is there already.' },
    ]);
    expect(world.files.has('/sorted/a.png')).toBe(true);
  });

  it('is refused where nothing was moved, or nothing may be', async () => {
    await expect(mover.moveBack()).rejects.toThrow('No images were moved');
    await mover.move(folder, ['a.png']);
    world.facts = { isTrusted: false, isVirtual: false };
    await expect(mover.moveBack()).rejects.toThrow('needs trust');
    expect(world.files.has('/sorted/a.png')).toBe(true);
  });
});

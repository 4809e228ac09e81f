import { describe, expect, it } from 'vitest';

import { createFileSaver, type ChosenPlace } from '../../../src/host/saveFile.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import { savedFileSchema, type SavedFile } from '../../../src/protocol/savedFile.js';
import { english } from './world.js';

const run = { folder: '/data/photos', title: '2026-03-14_09-26-53_both' };
const table: SavedFile = { kind: 'csv', name: 'Epochs', text: 'Epoch\r\n1\r\n' };

/** A saver whose dialog answers one path after the other, and what it asked and wrote. */
const play = (...answers: (string | null)[]) => playIn(null, ...answers);

/** The same in a window on a folder, or on none. */
const playIn = (workspace: string | null, ...answers: (string | null)[]) => {
  const asked: string[] = [];
  const written = new Map<string, Uint8Array>();
  const failure: { error: Error | null } = { error: null };
  const save = createFileSaver(
    async ({ suggested, extension, kindName }) => {
      asked.push(`${suggested} (${extension}, ${kindName})`);
      const path = answers.shift() ?? null;
      if (path === null) return Promise.resolve(null);
      const place: ChosenPlace = {
        path,
        write: async (bytes) => {
          if (failure.error !== null) throw failure.error;
          await Promise.resolve(written.set(path, bytes));
        },
      };
      return Promise.resolve(place);
    },
    () => workspace,
    english.t,
  );
  return { save, asked, written, failure };
};

describe('saving a file', () => {
  it('suggests a name beside the folder of images, and writes where the user says', async () => {
    const { save, asked, written } = play('/home/ada/figures/epochs.csv');
    await expect(save(table, run)).resolves.toBe('epochs.csv');
    expect(asked).toEqual(['/data/2026-03-14_09-26-53_both-Epochs.csv (csv, CSV table)']);
    expect([...written.keys()]).toEqual(['/home/ada/figures/epochs.csv']);
    expect(new TextDecoder().decode(written.get('/home/ada/figures/epochs.csv'))).toBe(
      'Epoch\r\n1\r\n',
    );
  });

  it('suggests the workspace unless its pictures are trained on, and then where one saved last', async () => {
    const elsewhere = playIn('/home/ada/thesis', '/home/ada/figures/a.csv', null);
    await elsewhere.save(table, run);
    await elsewhere.save(table, run);
    const name = '2026-03-14_09-26-53_both-Epochs.csv (csv, CSV table)';
    expect(elsewhere.asked).toEqual([`/home/ada/thesis/${name}`, `/home/ada/figures/${name}`]);
    const within = playIn(run.folder, null);
    await within.save(table, run);
    expect(within.asked).toEqual([`/data/${name}`]);
  });

  it('writes nothing when the dialog is closed', async () => {
    const { save, written } = play(null);
    await expect(save(table, run)).resolves.toBeNull();
    expect(written.size).toBe(0);
  });

  it('asks again under a fitting name rather than write another extension', async () => {
    const { save, asked, written } = play('/home/ada/.bashrc', '/home/ada/.bashrc.CSV');
    await expect(save(table, run)).resolves.toBe('.bashrc.CSV');
    expect(asked[1]).toBe('/home/ada/.bashrc.csv (csv, CSV table)');
    expect([...written.keys()]).toEqual(['/home/ada/.bashrc.CSV']);
    const closed = play('/home/ada/notes.txt', null);
    await expect(closed.save(table, run)).resolves.toBeNull();
    expect(closed.written.size).toBe(0);
  });

  it('suggests names that every system allows', async () => {
    const suggested = async (name: string, title: string): Promise<string | undefined> => {
      const { save, asked } = play(null);
      await save({ ...table, name }, { ...run, title });
      return asked[0]?.replace(/ \(.*/, '');
    };
    await expect(suggested('../../etc/passwd', '')).resolves.toBe('/data/etc-passwd.csv');
    await expect(suggested('a:b*c?"<>|\u0000\n', 'r')).resolves.toBe('/data/r-a-b-c.csv');
    await expect(suggested('정확도', 'run')).resolves.toBe('/data/run-정확도.csv');
    await expect(suggested('…', '')).resolves.toBe('/data/pretext-lab.csv');
    await expect(suggested('x'.repeat(150), '')).resolves.toHaveLength('/data/.csv'.length + 80);
  });

  it('says in words when the file cannot be written', async () => {
    const { save, failure } = play('/root/epochs.csv');
    failure.error = new Error('EACCES: permission denied');
    await expect(save(table, run)).rejects.toThrow(
      new SpokenError('The file /root/epochs.csv could not be written: EACCES: permission denied'),
    );
  });
});

describe('what a page may save', () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0);
  const accepts = (file: unknown): boolean => savedFileSchema.safeParse(file).success;

  it('is a picture that is one, or text', () => {
    expect(accepts({ kind: 'png', name: 'Loss', bytes: png })).toBe(true);
    expect(accepts({ kind: 'svg', name: 'Loss', text: '<svg/>' })).toBe(true);
  });

  it('is nothing else', () => {
    expect(accepts({ kind: 'png', name: 'Loss', bytes: png.subarray(1) })).toBe(false);
    expect(accepts({ kind: 'png', name: 'Loss', text: 'x' })).toBe(false);
    expect(accepts({ kind: 'sh', name: 'Loss', text: 'rm' })).toBe(false);
    expect(accepts({ kind: 'csv', name: '', text: 'x' })).toBe(false);
    expect(accepts({ kind: 'csv', name: 'Loss', text: '' })).toBe(false);
    expect(accepts({ kind: 'csv', name: 'Loss', text: 'x'.repeat(32_000_001) })).toBe(false);
  });
});

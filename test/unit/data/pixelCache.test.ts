import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ImageIndexBuilder } from '../../../src/engine/data/imageIndex.js';
import {
  createPackTable,
  fileState,
  readTable,
  writeTable,
  type PackTable,
} from '../../../src/engine/data/packTable.js';
import {
  createPackWriter,
  makeRoom,
  openPack,
  packPathOf,
} from '../../../src/engine/data/pixelCache.js';
import {
  checksumOf,
  packHeaderBytes,
  recordBytesOf,
} from '../../../src/engine/data/pixelRecords.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { createTestFolder } from '../../support/imageFolder.js';

const seed = 20_240_501;

/** A table of three files with something in every column. */
const createTable = (paths: readonly string[] = ['a.png', 'b ü/日本.png', 'c.png']): PackTable => {
  const builder = new ImageIndexBuilder();
  for (const [i, path] of paths.entries()) builder.add(path, 100 + i, 1e12 + i / 4, 'png');
  const table = createPackTable(builder.build());
  for (let i = 0; i < table.length; i++) {
    table.hashes.fill(i + 1, i * 16, i * 16 + 16);
    table.records[i] = i;
    table.checksums[i] = 0xffff_0000 + i;
    table.widthsPx[i] = 640 + i;
    table.heightsPx[i] = 480 + i;
  }
  table.records[1] = fileState.skipped;
  table.failures.set(1, {
    code: 'corrupt',
    message: sentence('Half of "it" is missing: {0}.', '{0}'),
  });
  return table;
};

const columnsOf = (table: PackTable) => ({
  paths: Array.from({ length: table.length }, (_, i) => table.path(i)),
  bytes: [...table.bytes],
  modifiedMs: [...table.modifiedMs],
  hashes: [...table.hashes],
  records: [...table.records],
  checksums: [...table.checksums],
  widthsPx: [...table.widthsPx],
  heightsPx: [...table.heightsPx],
  failures: [...table.failures],
});

/** Writes a pack of three records of 2 px, each filled with its number. */
const writeSmallPack = async (file: string): Promise<void> => {
  const writer = await createPackWriter(file, 2);
  for (let record = 0; record < 3; record++) {
    await writer.write(record, new Uint8Array(recordBytesOf(2)).fill(record + 1));
  }
  await writer.commit(createTable(), 3);
};

describe('checksumOf', () => {
  it('notices any changed bit', () => {
    const words = fc.uint8Array({ minLength: 4, maxLength: 80 });
    fc.assert(
      fc.property(words, fc.nat(), (bytes, where) => {
        const whole = bytes.slice(0, bytes.length - (bytes.length % 4));
        const before = checksumOf(new Uint32Array(whole.buffer));
        const bit = where % (whole.length * 8);
        whole[bit >> 3]! ^= 1 << (bit & 7);
        expect(checksumOf(new Uint32Array(whole.buffer))).not.toBe(before);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('notices exchanged words', () => {
    expect(checksumOf(Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8))).not.toBe(
      checksumOf(Uint32Array.of(5, 2, 3, 4, 1, 6, 7, 8)),
    );
    expect(checksumOf(Uint32Array.of(1, 2, 3, 4))).not.toBe(checksumOf(Uint32Array.of(2, 1, 3, 4)));
  });
});

describe('a pack table', () => {
  it('comes back as it was written', () => {
    const table = createTable();
    const { sizes, bytes } = writeTable(table);
    const copy = new Uint8Array(bytes).buffer;
    expect(columnsOf(readTable(copy, sizes))).toEqual(columnsOf(table));
  });
});

describe('a pack', () => {
  it('gives back its table and its records', async () => {
    const file = join(await createTestFolder(), 'cache', 'small.pack');
    await writeSmallPack(file);
    const pack = await openPack(file, 2);
    expect(columnsOf(pack?.table ?? createTable([]))).toEqual(columnsOf(createTable()));
    const two = new Uint8Array(new SharedArrayBuffer(2 * recordBytesOf(2)));
    await pack?.read(1, two);
    expect([...two]).toEqual([...Array<number>(12).fill(2), ...Array<number>(12).fill(3)]);
    await pack?.close();
    expect(await readdir(join(file, '..'))).toEqual(['small.pack']);
  });

  it('is refused whole when a byte of its header or table differs', async () => {
    const folder = await createTestFolder();
    const file = join(folder, 'small.pack');
    await writeSmallPack(file);
    const good = await readFile(file);
    const recordsEnd = packHeaderBytes + 3 * recordBytesOf(2);
    const places = Array.from({ length: good.length }, (_, i) => i).filter(
      (i) => i < packHeaderBytes || i >= recordsEnd,
    );
    for (const place of places) {
      const bad = Buffer.from(good);
      bad[place]! ^= 0x10;
      await writeFile(file, bad);
      expect(await openPack(file, 2), `byte ${place}`).toBeNull();
    }
  });

  it('is refused when it is missing, cut short, lengthened, or of another size', async () => {
    const file = join(await createTestFolder(), 'small.pack');
    expect(await openPack(file, 2)).toBeNull();
    await writeSmallPack(file);
    const good = await readFile(file);
    expect(await openPack(file, 3)).toBeNull();
    for (const bytes of [good.subarray(0, 20), good.subarray(0, -4), Buffer.concat([good, good])]) {
      await writeFile(file, bytes);
      expect(await openPack(file, 2)).toBeNull();
    }
  });

  it('stays as it was while another one is written and given up', async () => {
    const file = join(await createTestFolder(), 'small.pack');
    await writeSmallPack(file);
    const before = await readFile(file);
    const writer = await createPackWriter(file, 2);
    await writer.write(0, new Uint8Array(recordBytesOf(2)).fill(9));
    expect(await readFile(file)).toEqual(before);
    await writer.abandon();
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(join(file, '..'))).toEqual(['small.pack']);
  });

  it('goes on after writes that the system takes only in part', async () => {
    const file = join(await createTestFolder(), 'small.pack');
    const writer = await createPackWriter(file, 2, async (path) => {
      const handle = await open(path, 'wx');
      const write = handle.write.bind(handle);
      handle.write = ((bytes: Uint8Array, offset: number, length: number, position: number) =>
        write(bytes, offset, Math.min(length, 5), position)) as typeof handle.write;
      return handle;
    });
    await writer.write(0, new Uint8Array(3 * recordBytesOf(2)).fill(7));
    await writer.commit(createTable(), 3);
    expect(columnsOf((await openPack(file, 2))?.table ?? createTable([]))).toEqual(
      columnsOf(createTable()),
    );
  });
});

describe('packPathOf', () => {
  const limits = { maxPixels: 1e6, maxFileBytes: 1e6 };
  const settings = { folder: '/data/set', cacheFolder: '/data/set/.c', sizePx: 32, limits };

  it('is the same when folder and cache have moved together', () => {
    const moved = { ...settings, folder: '/other/set', cacheFolder: '/other/set/.c' };
    expect(packPathOf(moved)).toBe(packPathOf(settings).replace('/data/', '/other/'));
  });

  it('differs with each setting', () => {
    const variants = [
      settings,
      { ...settings, folder: '/data/set2' },
      { ...settings, sizePx: 33 },
      { ...settings, limits: { ...limits, maxPixels: 2 } },
      { ...settings, limits: { ...limits, maxFileBytes: 2 } },
    ];
    expect(new Set(variants.map(packPathOf)).size).toBe(variants.length);
  });
});

describe('makeRoom', () => {
  const createPacks = async (): Promise<string> => {
    const folder = join(await createTestFolder(), 'cache');
    await mkdir(folder);
    for (const [name, time] of [
      ['old.pack', 1000],
      ['middle.pack', 2000],
      ['new.pack', 3000],
      ['own.pack', 500],
      ['dead.packing', 100],
      ['alive.packing', 5000],
      ['notes.txt', 1],
    ] as const) {
      await writeFile(join(folder, name), new Uint8Array(100));
      await utimes(join(folder, name), time, time);
    }
    return folder;
  };

  it('removes the oldest packs first, and only as many as it must', async () => {
    const folder = await createPacks();
    await makeRoom(join(folder, 'own.pack'), 50, 200);
    const left = ['alive.packing', 'new.pack', 'notes.txt', 'own.pack'];
    expect((await readdir(folder)).sort()).toEqual(left);
  });

  it('removes nothing but abandoned files while the packs fit', async () => {
    const folder = await createPacks();
    await makeRoom(join(folder, 'own.pack'), 50, 350);
    expect(await readdir(folder)).toHaveLength(6);
    expect(await readdir(folder)).not.toContain('dead.packing');
  });

  it('says how much is missing when the disk is too small', async () => {
    const folder = await createPacks();
    await expect(makeRoom(join(folder, 'own.pack'), 2 ** 60, 2 ** 61)).rejects.toThrow(
      /the disk has \d+ MiB free, the cache needs 1099511627776 MiB/u,
    );
    expect((await stat(join(folder, 'own.pack'))).size).toBe(100);
  });
});

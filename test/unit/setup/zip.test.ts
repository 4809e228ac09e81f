import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { extractEntry, listZip } from '../../../scripts/setup/zip.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pretext lab zip '));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Part {
  readonly name: string;
  readonly content: Buffer;
  readonly method: 0 | 8 | 12;
}

/** The plainest writer of zip files, with an extra field and comments where they are allowed. */
function zipOf(parts: readonly Part[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method } of parts) {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.writeUInt16LE(5, 28);
    const whole = Buffer.concat([local, Buffer.from(name), Buffer.alloc(5), packed]);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt16LE(3, 30);
    entry.writeUInt16LE(2, 32);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name), Buffer.alloc(3), Buffer.from('hi'));
    locals.push(whole);
    offset += whole.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...locals, table, end, Buffer.from(comment)]);
}

async function withZip<T>(
  bytes: Buffer,
  use: (file: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  const name = path.join(folder, 'archive.zip');
  await writeFile(name, bytes);
  const file = await open(name);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

const text = Buffer.from('tile '.repeat(1000));
/** Longer than one read, and not compressible. */
const noise = Buffer.from(
  Uint8Array.from({ length: 2_500_000 }, (_, index) => (index * 2654435761) >>> 13),
);

describe('zip reader', () => {
  it('gives back stored and deflated entries, in folders, behind a comment', async () => {
    const parts: Part[] = [
      { name: 'a.txt', content: text, method: 8 },
      { name: 'deep/er/noise.bin', content: noise, method: 0 },
      { name: 'deep/packed noise.bin', content: noise, method: 8 },
      { name: 'empty', content: Buffer.alloc(0), method: 8 },
    ];
    await withZip(zipOf(parts, 'a comment'), async (file) => {
      const entries = await listZip(file);
      expect(entries.map((entry) => entry.name)).toEqual(parts.map((part) => part.name));
      for (const [index, entry] of entries.entries()) {
        const target = path.join(folder, 'out', entry.name);
        let counted = 0;
        await extractEntry(file, entry, target, (bytes) => (counted += bytes));
        const content = parts[index]?.content;
        expect((await readFile(target)).equals(content ?? Buffer.alloc(1))).toBe(true);
        expect(counted).toBe(content?.length);
      }
    });
  });

  it('refuses what is no zip file, and one that is cut off', async () => {
    const whole = zipOf([{ name: 'a.txt', content: text, method: 8 }]);
    await withZip(Buffer.from('hello'), async (file) => {
      await expect(listZip(file)).rejects.toThrow('not a zip file');
    });
    await withZip(whole.subarray(0, whole.length - 22), async (file) => {
      await expect(listZip(file)).rejects.toThrow('its end is missing');
    });
    await withZip(whole.subarray(10), async (file) => {
      await expect(listZip(file)).rejects.toThrow('directory is broken');
    });
  });

  it('refuses an entry that is packed in an unknown way, broken, or of the wrong length', async () => {
    await withZip(zipOf([{ name: 'odd', content: text, method: 12 }]), async (file) => {
      const [entry] = await listZip(file);
      if (entry === undefined) throw new Error('no entry');
      await expect(extractEntry(file, entry, path.join(folder, 'odd'))).rejects.toThrow(
        'method 12',
      );
    });
    await withZip(zipOf([{ name: 'a.txt', content: text, method: 8 }]), async (file) => {
      const [entry] = await listZip(file);
      if (entry === undefined) throw new Error('no entry');
      const target = path.join(folder, 'a.txt');
      await expect(extractEntry(file, { ...entry, bytes: 1 }, target)).rejects.toThrow(
        '5000 bytes instead of 1',
      );
      await expect(extractEntry(file, { ...entry, headerOffset: 3 }, target)).rejects.toThrow(
        'no header',
      );
      await expect(extractEntry(file, { ...entry, compressedBytes: 9 }, target)).rejects.toThrow();
    });
  });
});

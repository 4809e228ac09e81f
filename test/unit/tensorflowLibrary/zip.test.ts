import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { extractEntry, listZip } from '../../../src/tensorflowLibrary/zip.mjs';
import { zipOf, type ZipPart } from '../../support/zipOf.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pretext lab zip '));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

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
    const parts: ZipPart[] = [
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
        await extractEntry(file, entry, target, {
          onChunk: (chunk) => (counted += chunk.length),
        });
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

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { configureSharp, decodeSquareFile } from '../../../src/engine/data/decodeImage.js';
import { inspectFolder } from '../../../src/engine/data/inspectFolder.js';
import { scanFolder } from '../../../src/engine/data/scanFolder.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { writeOddFiles, type Expected } from './oddFiles.js';

const limits = { maxPixels: 10_000_000, maxFileBytes: 50_000_000 };
const maxResidentBytes = 1_000_000_000;

let generated = '';
let expected = new Map<string, Expected>();
beforeAll(async () => {
  configureSharp();
  generated = fs.mkdtempSync(path.join(os.tmpdir(), 'odd files '));
  expected = await writeOddFiles(generated);
});
afterAll(() => {
  fs.rmSync(generated, { recursive: true });
});

/** The curated collection where there is one, else the generated files once more. */
const collection = (): string => {
  const data = process.env['PRETEXT_LAB_DATA'];
  const curated = data === undefined ? generated : path.resolve(data, 'odd-curated');
  return fs.existsSync(curated) ? curated : generated;
};

describe('odd and broken files', () => {
  it('are read or refused as each should be', async () => {
    const { index, skipped } = await scanFolder(generated, { onProgress: () => undefined });
    const got = new Map<string, string>(skipped.map(({ path: name }) => [name, 'refused']));
    for (let i = 0; i < index.length; i++) {
      const name = index.path(i);
      const { outcome } = await decodeSquareFile(path.join(generated, name), 40, limits);
      got.set(name, outcome.ok ? 'readable' : 'refused');
      if (outcome.ok) expect(outcome.pixels.length, name).toBe(40 * 40 * 3);
      else expect(inEnglish(outcome.message), name).toMatch(/^[A-Z].*\.$/u);
    }
    for (const [name, what] of expected) {
      if (what !== 'either') expect(`${name}: ${got.get(name) ?? 'lost'}`).toBe(`${name}: ${what}`);
    }
  });

  it('all pass through an inspection in bounded memory', async () => {
    const folder = collection();
    const reported: string[] = [];
    const summary = await inspectFolder(folder, {
      limits: { maxPixels: 100_000_000, maxFileBytes: 100_000_000 },
      workers: 2,
      onProgress: () => undefined,
      onSkipped: (file) => reported.push(file.path),
    });
    expect(summary.readable).toBeGreaterThan(20);
    expect(summary.skipped.map((file) => file.path).sort()).toEqual(reported.sort());
    expect(summary.readable + summary.skipped.length).toBe(summary.files);
    expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(maxResidentBytes);
  });

  it('are read wherever another decoder reads them, but for a known few', async () => {
    const folder = collection();
    const manifest = path.join(folder, 'MANIFEST.tsv');
    // The generated files have no manifest: those that must be readable stand for it.
    const readableElsewhere = fs.existsSync(manifest)
      ? fs
          .readFileSync(manifest, 'utf8')
          .split('\n')
          .map((line) => line.split('\t'))
          .filter((row) => row[8] === 'ok' && row[3] !== 'BMP' && row[3] !== 'PPM')
          .map((row) => row[0] ?? '')
      : [...expected.keys()].filter((name) => expected.get(name) === 'readable');
    expect(readableElsewhere.length).toBeGreaterThan(10);
    const unread: string[] = [];
    for (const name of readableElsewhere) {
      const { outcome } = await decodeSquareFile(path.join(folder, name), 64, limits);
      if (!outcome.ok) unread.push(`${name}: ${inEnglish(outcome.message)}`);
    }
    // LAB and 12-bit TIFF, and files with damage that the other decoder overlooks.
    expect(unread.length, unread.join('\n')).toBeLessThanOrEqual(0.12 * readableElsewhere.length);
  });
});

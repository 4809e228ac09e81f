import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  describeFolderError,
  scanFolder,
  type ScanResult,
} from '../../../src/engine/data/scanFolder.js';
import { LabError } from '../../../src/engine/labError.js';
import { inEnglish } from '../../../src/protocol/sentence.js';

const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');

let root = '';
const write = (relative: string, content: string | Buffer): void => {
  const file = path.join(root, relative);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
};
const scan = (folder = root): Promise<ScanResult> =>
  scanFolder(folder, { onProgress: () => undefined });
const pathsOf = ({ index }: ScanResult): string[] =>
  Array.from({ length: index.length }, (_, i) => index.path(i));

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'scan folder '));
});
afterEach(() => {
  fs.rmSync(root, { recursive: true });
});

describe('scanFolder', () => {
  it('lists images by content, in the order of their paths', async () => {
    write('b/photo.txt', jpeg);
    write('b-side/1', png);
    write('a.jpg', png);
    write('Z/\u00e4 \u{1f600}.jpeg', jpeg);
    write('notes.md', 'no image');
    const result = await scan();
    expect(pathsOf(result)).toEqual([
      'Z/\u00e4 \u{1f600}.jpeg',
      'a.jpg',
      'b-side/1',
      'b/photo.txt',
    ]);
    expect(result.index.format(1)).toBe('png');
    expect(result.index.bytes(1)).toBe(png.length);
    expect(result.index.modifiedMs(1)).toBe(fs.statSync(path.join(root, 'a.jpg')).mtimeMs);
    expect(result.skipped).toEqual([]);
    expect(result.files).toBe(4);
  });

  it('records what claims to be an image and is none', async () => {
    write('drawing.png', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    write('empty.jpg', '');
    write('old.bmp', Buffer.from('424d36000000000000003600000028000000', 'hex'));
    write('picture', Buffer.from('38425053000100000000', 'hex'));
    write('text.jpg', 'just text');
    write('empty.txt', '');
    fs.symlinkSync(path.join(root, 'nowhere'), path.join(root, 'broken.png'));
    const { skipped, files, index } = await scan();
    expect(skipped.map(({ path: file, code }) => `${file} ${code}`)).toEqual([
      'broken.png unreadable',
      'drawing.png svgRefused',
      'empty.jpg emptyFile',
      'old.bmp unsupportedFormat',
      'picture unsupportedFormat',
      'text.jpg unsupportedFormat',
    ]);
    expect(skipped.every(({ message }) => /^[A-Z].*\.$/u.test(inEnglish(message)))).toBe(true);
    expect(index.length).toBe(0);
    expect(files).toBe(6);
  });

  it('leaves out hidden entries, node_modules and run folders', async () => {
    write('.hidden.jpg', jpeg);
    write('.pretext-lab/runs/1/samples/a.jpg', jpeg);
    write('node_modules/pkg/logo.png', png);
    write('runs elsewhere/1/run.json', '{"formatVersion": 1}');
    write('runs elsewhere/1/samples/a.png', png);
    write('not a run/run.json', '{"name": "sprint"}');
    write('not a run/a.png', png);
    write('not json/run.json', 'run!');
    write('not json/a.png', png);
    expect(pathsOf(await scan())).toEqual(['not a run/a.png', 'not json/a.png']);
  });

  it('follows a link to a folder once and survives loops', async () => {
    write('real/a.jpg', jpeg);
    write('real/deep/b.jpg', jpeg);
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'outside '));
    fs.writeFileSync(path.join(outside, 'c.jpg'), jpeg);
    fs.symlinkSync(outside, path.join(outside, 'itself'));
    fs.symlinkSync(root, path.join(root, 'real', 'deep', 'loop'));
    fs.symlinkSync(path.join(root, 'real'), path.join(root, 'alias'));
    fs.symlinkSync(outside, path.join(root, 'link 2'));
    fs.symlinkSync(outside, path.join(root, 'link 1'));
    fs.symlinkSync(path.join(root, 'real', 'a.jpg'), path.join(root, 'file link.jpg'));
    fs.symlinkSync('self', path.join(root, 'self'));
    const result = await scan();
    fs.rmSync(outside, { recursive: true });
    expect(pathsOf(result)).toEqual([
      'file link.jpg',
      'link 1/c.jpg',
      'real/a.jpg',
      'real/deep/b.jpg',
    ]);
    expect(result.skipped).toEqual([]);
  });

  it('reports progress and can be aborted between two turns', async () => {
    for (let i = 0; i < 2500; i++) write(`${i}.jpg`, jpeg);
    const found: number[] = [];
    const result = await scanFolder(root, { onProgress: (count) => found.push(count) });
    expect(result.index.length).toBe(2500);
    expect(found).toEqual([999, 1999, 2500]);

    const abort = new AbortController();
    const stopped = scanFolder(root, {
      onProgress: () => {
        abort.abort(new Error('enough'));
      },
      signal: abort.signal,
    });
    await expect(stopped).rejects.toThrow('enough');
  });

  it('refuses a missing folder and a file', async () => {
    write('a.jpg', jpeg);
    for (const folder of [path.join(root, 'missing'), path.join(root, 'a.jpg')]) {
      const error: unknown = await scan(folder).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(LabError);
      expect(error).toMatchObject({ code: 'folderMissing' });
      expect(String(error)).toContain(folder);
    }
    expect(describeFolderError('/x', 'EACCES')).toMatchObject({ code: 'folderUnreadable' });
  });
});

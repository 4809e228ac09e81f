import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readTruth } from '../../../src/engine/evaluation/anomalies/readTruth.js';
import { inEnglish, type Sentence } from '../../../src/protocol/sentence.js';
import { createTestFolder } from '../../support/imageFolder.js';

const listOf = (...paths: string[]) => ({
  folder: '/pictures',
  paths: { length: paths.length, at: (i: number) => paths[i] ?? '' },
});

const pictures = listOf('cat/a.png', 'cat/b/c.png', 'dog/a.png', 'owl/a.png', 'loose.png');
const bySubfolder = { labelsFile: null, normal: [], anomalous: [] };

const noWarning = (message: Sentence): void => {
  throw new Error(`Nobody expected: ${inEnglish(message)}`);
};

describe('what is known of images', () => {
  it('comes from the first subfolder; of one list alone, the other is all the rest', async () => {
    expect(await readTruth({ ...bySubfolder, normal: ['cat'] }, pictures, noWarning)).toEqual([
      false,
      false,
      true,
      true,
      null,
    ]);
    const anomalous = ['dog', 'owl'];
    expect(await readTruth({ ...bySubfolder, anomalous }, pictures, noWarning)).toEqual([
      false,
      false,
      true,
      true,
      null,
    ]);
    const both = { ...bySubfolder, normal: ['cat'], anomalous: ['owl'] };
    expect(await readTruth(both, pictures, noWarning)).toEqual([false, false, null, true, null]);
  });

  it('comes from a file of paths and labels, and says how many of them match no image', async () => {
    const labelsFile = join(await createTestFolder(), 'labels.csv');
    await writeFile(labelsFile, 'path,label\nloose.png,bad\n./cat\\a.png,"good"\ngone.png,bad\n');
    const warnings: string[] = [];
    const truth = await readTruth({ labelsFile, normal: ['good'], anomalous: [] }, pictures, (w) =>
      warnings.push(inEnglish(w)),
    );
    expect(truth).toEqual([false, null, null, null, true]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^1 of the labels .*"gone.png"/);
  });

  it.each([
    ['a label that no image has', { normal: ['cow'] }, /"cow"; the labels are cat, dog, owl\.$/],
    ['a label on both lists', { normal: ['cat'], anomalous: ['cat'] }, /"cat" cannot be both/],
    ['nothing but normal images', { normal: ['cat', 'dog', 'owl'] }, /are normal; anomalous ones/],
    [
      'nothing but anomalous images',
      { anomalous: ['cat', 'dog', 'owl'] },
      /normal ones are needed/,
    ],
  ])('is refused with %s', async (_, names, message) => {
    const refused = readTruth({ ...bySubfolder, ...names }, pictures, noWarning);
    await expect(refused).rejects.toMatchObject({ code: 'badArgument' });
    await expect(refused).rejects.toThrow(message);
  });

  it('is refused without any label, and with a file that names no image', async () => {
    const loose = listOf('a.png', 'b.png');
    await expect(readTruth({ ...bySubfolder, normal: ['cat'] }, loose, noWarning)).rejects.toThrow(
      /has a label: .* --labels/,
    );
    const labelsFile = join(await createTestFolder(), 'labels.csv');
    await writeFile(labelsFile, 'path,label\nx.png,good\n');
    await expect(
      readTruth({ labelsFile, normal: ['good'], anomalous: [] }, loose, noWarning),
    ).rejects.toMatchObject({ code: 'badArgument' });
    await expect(
      readTruth(
        { labelsFile: `${labelsFile}.gone`, normal: ['good'], anomalous: [] },
        loose,
        noWarning,
      ),
    ).rejects.toMatchObject({ code: 'badArgument' });
  });
});

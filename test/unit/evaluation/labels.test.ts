/** Labels from folders and tables, and what is said where they will not do. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { parseCsv } from '../../../src/engine/evaluation/csv.js';
import {
  labelsOfCsv,
  labelsOfFolders,
  testLabels,
  trainingLabels,
  type LabelNames,
} from '../../../src/engine/evaluation/labels.js';
import { createTestFolder } from '../../support/imageFolder.js';

const cells = (text: string): string[][] => parseCsv(text).map((row) => [...row.cells]);

describe('a CSV file', () => {
  it('is read as RFC 4180 says', () => {
    expect(cells('a,b\r\n1,2\r\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(cells('\uFEFFa,"b ""c"", d"\n\n,\n')).toEqual([
      ['a', 'b "c", d'],
      ['', ''],
    ]);
    expect(cells('"two\nlines",x')).toEqual([['two\nlines', 'x']]);
    expect(cells('""')).toEqual([['']]);
    expect(cells('')).toEqual([]);
  });

  it('knows the lines of its rows', () => {
    expect(parseCsv('a\n"b\nc"\n\nd').map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it.each([
    ['a,b"c', 1],
    ['a\n"b', 2],
    ['a\n"b\n"c', 2],
  ])('is refused where a quotation mark is out of place: %j', (text, line) => {
    expect(() => parseCsv(text)).toThrow(expect.objectContaining({ line }));
  });
});

const pathsOf = (...paths: string[]) => ({
  length: paths.length,
  at: (i: number) => paths[i] ?? '',
});
const named = (...names: (string | null)[]): LabelNames => ({ names, unmatched: [] });

/** The labels of a file with this text. */
const readCsv = async (text: string, ...paths: string[]): Promise<LabelNames> => {
  const file = join(await createTestFolder(), 'labels.csv');
  await writeFile(file, text);
  return labelsOfCsv(file, pathsOf(...paths), '/photos');
};
const refusal = (text: string, ...paths: string[]) => expect(readCsv(text, ...paths)).rejects;

describe('labels', () => {
  it('are the first subfolders of images', () => {
    const { names } = labelsOfFolders(pathsOf('a/b/1.png', 'c.png', 'é/2.png'));
    expect(names).toEqual(['a', null, 'é']);
  });

  it('come from a table, whatever its order and its other columns', async () => {
    const text =
      'id,Label,path\n1,cat,./x/1.png\n2,"dog, small",x\\2.png\n3,,y.png\n4,cat,gone.png\n';
    const { names, unmatched } = await readCsv(text, 'x/1.png', 'x/2.png', 'y.png', 'z.png');
    expect(names).toEqual(['cat', 'dog, small', null, null]);
    expect(unmatched).toEqual(['gone.png']);
  });

  it('of a table are refused in words', async () => {
    await refusal('a,b\n').toThrow(/first line of .*labels\.csv .*path and label/);
    await refusal('path,label\nx.png\n', 'x.png').toThrow(/Line 2 .*1 cells instead of 2/);
    await refusal('path,label\nx.png,a\nx.png,b\n', 'x.png').toThrow(
      /Line 3 .* x\.png a second label, "b" after "a"/,
    );
    await refusal('path,label\n/photos/x.png,a\n', 'x.png').toThrow(
      /None of the labels .*"\/photos\/x.png"/,
    );
    await refusal('path,"label\n').toThrow(/quotation mark in line 1 /);
    const missing = labelsOfCsv('/no/such.csv', pathsOf('x.png'), '/photos');
    await expect(missing).rejects.toMatchObject({ code: 'badArgument' });
  });

  it('become numbers in the order of their names; images without one are counted', () => {
    const labelled = trainingLabels(named('b', null, 'a', 'b', 'a', null), '/photos');
    expect(labelled.classes).toEqual(['a', 'b']);
    expect([...labelled.images]).toEqual([0, 2, 3, 4]);
    expect([...labelled.labels]).toEqual([1, 0, 1, 0]);
    expect(labelled.unlabelled).toBe(2);
  });

  it('are refused where nothing can be learnt from them', () => {
    const refused = (...names: (string | null)[]) =>
      expect(() => trainingLabels(named(...names), '/photos'));
    refused(null, null).toThrow(/No image in \/photos has a label/);
    refused('a', 'a', null).toThrow(/all labelled images .* class "a"/i);
    refused('a', 'a', 'b').toThrow(/class "b" in \/photos has one image only/);
  });

  it('of test images are those of the training images', () => {
    const { labels, images } = testLabels(named('b', null), ['a', 'b'], '/test');
    expect([...labels]).toEqual([1]);
    expect([...images]).toEqual([0]);
    expect(() => testLabels(named('b', 'c'), ['a', 'b'], '/test')).toThrow(/class "c"/);
    expect(() => testLabels(named(null), ['a', 'b'], '/test')).toThrow(/No image in \/test/);
  });
});

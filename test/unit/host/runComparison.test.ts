import { expect, it } from 'vitest';

import { createRunBook } from '../../../src/host/runBook.js';
import { createRunComparison } from '../../../src/host/runComparison.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { comparedRuns } from '../../panel/comparedRuns.js';
import {
  createFakeReader,
  createTestMemory,
  english,
  images,
  runDetails,
  runFolder,
  runSummary,
} from './world.js';

const other = '/images/cats/.pretext-lab/runs/other';
const chosen = '/elsewhere/run';
const secret = '/secret/run';

const open = () => {
  const memory = createTestMemory();
  const compared: unknown[] = [];
  const book = createRunBook(memory);
  const comparison = createRunComparison({
    client: createFakeReader({
      showRun: (params) => {
        expect(params).toEqual({ runFolder: chosen });
        return runDetails({}, { runFolder: chosen });
      },
      compareRuns: (params) => {
        compared.push(params);
        return {
          ...{ kind: 'comparison', runs: comparedRuns, differences: [], measurements: [] },
          ...{ unreadable: [{ runFolder: other, message: sentence('It is newer.') }], notes: [] },
        };
      },
    }),
    runs: {
      load: () =>
        Promise.resolve([
          {
            ...{ folder: images, runsFolder: `${images}/.pretext-lab/runs` },
            ...{ runs: [runSummary()], problem: null },
          },
          { folder: null, runsFolder: '/all', runs: [], problem: 'It is gone.' },
        ]),
      isKnown: (folder) => Promise.resolve(folder.startsWith(`${images}/`)),
    },
    trainer: { current: null },
    book,
    words: english,
  });
  return { comparison, book, compared, memory };
};

it('lists what is known, and what was chosen by a dialog', async () => {
  const { comparison, memory } = open();
  const known = [
    { kind: 'folder', path: images, runs: [runSummary()], problem: null },
    { kind: 'common', path: '/all', runs: [], problem: 'It is gone.' },
  ];
  expect(await comparison.list()).toEqual(known);
  expect(await comparison.add(chosen)).toBe(chosen);
  expect(await comparison.list()).toEqual([
    ...known,
    {
      ...{ kind: 'chosen', path: null, problem: null },
      runs: [runSummary({ runFolder: chosen })],
    },
  ]);
  // It is remembered beyond the window's end.
  expect(createRunBook(memory).all()).toEqual([chosen]);
});

it('leaves out what was chosen and is gone, and forgets no more than it has to', async () => {
  const { comparison, book } = open();
  for (let k = 0; k < 30; k++) await book.remember(`/gone/${k}`);
  expect(book.all()).toHaveLength(20);
  expect(book.all()[0]).toBe('/gone/29');
  expect((await comparison.list()).map(({ kind }) => kind)).toEqual(['folder', 'common']);
});

it('takes in no folder that is no run', async () => {
  const memory = createTestMemory();
  const { comparison } = open();
  await expect(comparison.add('/no/run')).rejects.toThrow();
  expect(createRunBook(memory).all()).toEqual([]);
});

it('reads runs that are known, shown or chosen, and no others', async () => {
  const { comparison, book, compared } = open();
  await book.remember(chosen);
  const result = await comparison.compare([runFolder, secret, chosen, '/shown/run'], '/shown/run');
  expect(compared).toEqual([{ runFolders: [runFolder, chosen, '/shown/run'] }]);
  expect(result.unreadable.map((one) => [one.runFolder, one.message.values])).toEqual([
    [secret, [secret]],
    [other, []],
  ]);
});

it('says why there are not two to compare', async () => {
  const { comparison, compared } = open();
  await expect(comparison.compare([runFolder, secret], null)).rejects.toThrow(
    `${secret} is not a run of a folder that is open here`,
  );
  expect(compared).toEqual([]);
});

it('hands on what the engine refuses', async () => {
  const { book } = open();
  const refusing = createRunComparison({
    client: createFakeReader({
      compareRuns: () => {
        throw new RpcError('badArgument', sentence('Name two runs.'));
      },
    }),
    runs: { load: () => Promise.resolve([]), isKnown: () => Promise.resolve(true) },
    ...{ trainer: { current: null }, book, words: english },
  });
  await expect(refusing.compare([runFolder], null)).rejects.toThrow('Name two runs.');
});

import { expect, it } from 'vitest';

import { findSimilar, type SimilarOptions } from '../../../src/host/findSimilar.js';
import { defaultSearchCount } from '../../../src/protocol/findings.js';
import { makeStatus } from '../../panel/labHost.js';

/** What was done, in order. */
const play = (options: Partial<SimilarOptions> = {}) => {
  const done: unknown[] = [];
  const lab: SimilarOptions['lab'] = {
    run: makeStatus({ runFolder: '/runs/shown' }),
    show: async (target) => {
      done.push(['show', target]);
      return Promise.resolve();
    },
  };
  return {
    done,
    lab,
    options: {
      lab,
      analyses: { start: (...asked: readonly unknown[]) => void done.push(['start', ...asked]) },
      pickImage: async () => Promise.resolve('/picked/image.png'),
      pickRun: async () => Promise.resolve('/runs/picked'),
      folderOf: async (runFolder: string) => Promise.resolve(`${runFolder}/photos`),
      ...options,
    },
  };
};

const search = (runFolder: string, image: string) => [
  ['show', { runFolder, tab: 'search' }],
  [
    'start',
    runFolder,
    {
      name: 'searchImages',
      params: { folder: `${runFolder}/photos`, image, count: defaultSearchCount, block: null },
    },
  ],
];

it('searches the folder of the run that is shown', async () => {
  const { done, options } = play();
  await findSimilar('/a/b.png', options);
  expect(done).toEqual(search('/runs/shown', '/a/b.png'));
});

it('asks for a run where none is shown that has learnt something', async () => {
  for (const run of [null, makeStatus({ checkpoints: [] })]) {
    const { done, lab, options } = play();
    await findSimilar('/a/b.png', { ...options, lab: { ...lab, run } });
    expect(done).toEqual(search('/runs/picked', '/a/b.png'));
  }
});

it('asks for an image where none was named', async () => {
  const { done, options } = play();
  await findSimilar(null, options);
  expect(done).toEqual(search('/runs/shown', '/picked/image.png'));
});

it('does nothing when the user picks nothing', async () => {
  const nothing = async () => Promise.resolve(null);
  const first = play({ pickImage: nothing });
  await findSimilar(null, first.options);
  const second = play({ pickRun: nothing });
  await findSimilar('/a/b.png', { ...second.options, lab: { ...second.lab, run: null } });
  expect([first.done, second.done]).toEqual([[], []]);
});

import { describe, expect, it } from 'vitest';

import { evaluateRun, type EvaluateOptions } from '../../../src/host/evaluateRun.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import { analysisRequestSchema } from '../../../src/protocol/analysis.js';
import { makeStatus } from '../../panel/labHost.js';
import { english, runFolder } from './world.js';

/** What the command did, in order. */
const play = (changes: Partial<EvaluateOptions> = {}) => {
  const done: unknown[] = [];
  const options: EvaluateOptions = {
    lab: {
      run: makeStatus({ runFolder }),
      show: async (target) => Promise.resolve(void done.push(target)),
    },
    analyses: { start: (run, request) => void done.push({ run, request }) },
    pickFolder: async () => Promise.reject(new Error('No folder is asked for.')),
    pickRun: async () => Promise.reject(new Error('No run is asked for.')),
    t: english.t,
    ...changes,
  };
  return { done, options };
};
const show = async (): Promise<void> => Promise.resolve();

describe('evaluateRun', () => {
  it('shows the probe of the run in the Lab and starts on the folder', async () => {
    const { done, options } = play();
    await evaluateRun(['/labelled'], options);
    const [target, started] = done;
    expect(target).toEqual({ runFolder, tab: 'probe' });
    expect(started).toMatchObject({
      run: runFolder,
      request: { name: 'evaluate', params: { trainFolder: '/labelled', testFolder: null } },
    });
  });

  it('asks for what the engine takes', async () => {
    const requests: unknown[] = [];
    const { options } = play({
      analyses: { start: (_run, request) => void requests.push(request) },
    });
    await evaluateRun(['/labelled'], options);
    expect(analysisRequestSchema.parse(requests[0])).toEqual(requests[0]);
  });

  it.each([
    ['no run', null],
    ['a run without a checkpoint', makeStatus({ checkpoints: [] })],
  ])('has another run picked where the Lab shows %s', async (_, run) => {
    const { done, options } = play({
      lab: { run, show },
      pickRun: async () => Promise.resolve('/runs/picked'),
    });
    await evaluateRun(['/labelled'], options);
    expect(done).toMatchObject([{ run: '/runs/picked' }]);
  });

  it('has a folder picked when none was named', async () => {
    const { done, options } = play({ pickFolder: async () => Promise.resolve('/picked') });
    await evaluateRun([], options);
    expect(done.at(-1)).toMatchObject({ request: { params: { trainFolder: '/picked' } } });
  });

  it('does nothing when nothing is picked', async () => {
    const none = async (): Promise<null> => Promise.resolve(null);
    const withoutFolder = play({ pickFolder: none });
    await evaluateRun([], withoutFolder.options);
    const withoutRun = play({ lab: { run: null, show }, pickRun: none });
    await evaluateRun(['/labelled'], withoutRun.options);
    expect([...withoutFolder.done, ...withoutRun.done]).toEqual([]);
  });

  it('refuses several folders in words', async () => {
    const { done, options } = play();
    const refused = evaluateRun(['/a', '/b'], options);
    await expect(refused).rejects.toThrow(SpokenError);
    await expect(refused).rejects.toThrow(/one folder at a time, but 2 are selected/);
    expect(done).toEqual([]);
  });
});

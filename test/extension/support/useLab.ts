/** What most suites begin and end with. */
import type { LabApi } from '../../../src/host/labApi.js';
import { createScratch, type Scratch } from './images.js';
import { activeLab, endEverything } from './lab.js';

export interface SuiteLab {
  readonly lab: LabApi;
  readonly scratch: Scratch;
}

/** Gives a suite the extension and a folder of its own, and leaves nothing of it behind. */
export const useLab = (begin: (given: SuiteLab) => void | Promise<void>): void => {
  let given: SuiteLab;
  suiteSetup(async () => {
    given = { lab: await activeLab(), scratch: await createScratch() };
    await begin(given);
  });
  suiteTeardown(async () => {
    await endEverything(given.lab);
    await given.scratch.remove();
  });
};

import { plainProgress, type Progress } from '../../../scripts/setup/progress.mjs';

/** Tells on the terminal what takes long before the tests begin, a line each. */
export const tellSetup = (name: string): Progress =>
  plainProgress((text) => process.stderr.write(`${name}: ${text}\n`));

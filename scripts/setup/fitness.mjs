/** Whether TensorFlow's library can run on this machine, as far as can be told without it. */
import { readFile } from 'node:fs/promises';

import { whyUnfit } from '../../src/tensorflowLibrary/wheels.mjs';
import { SetupFailure } from './failure.mjs';

export const noAvx =
  'This processor lacks instructions that the library uses (AVX): use a newer machine.';

/** Version of the C library that the Python package is built for, or null where it is another one. */
export function glibcVersion() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  return report.header?.glibcVersionRuntime ?? null;
}

/**
 * @param {import('../../src/tensorflowLibrary/wheels.mjs').Wheel} wheel
 * @throws {SetupFailure} When the library of a package is known not to run here.
 */
export async function requireFit(wheel) {
  const unfit = whyUnfit(wheel, { glibcVersion: glibcVersion(), cpuinfo: await readCpuinfo() });
  if (unfit === null) return;
  throw new SetupFailure(
    unfit.code === 'noAvx'
      ? noAvx
      : `The TensorFlow library needs version ${unfit.needs} of the C library or a later one, and this system has ${unfit.has}: use a newer system.`,
  );
}

/** @returns {Promise<string | null>} What Linux says of the processor. */
async function readCpuinfo() {
  try {
    return await readFile('/proc/cpuinfo', 'utf8');
  } catch {
    return null;
  }
}

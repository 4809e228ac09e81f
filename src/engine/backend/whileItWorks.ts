/** Computing on a backend that may stop working. */
import { setTimeout } from 'node:timers/promises';

import { LabError } from '../labError.js';
import type { Backend } from './backend.js';

/** A read that fails with its device may be told of before the device is. */
const causeWithinMs = 1000;

/**
 * What is computed, as long as the backend works.
 * @throws LabError `deviceLost` or `outOfMemory` when the backend stops working, also where the
 *   computation would wait for ever; else what `computing` throws
 */
export const whileItWorks = async <R>(
  { failed }: Pick<Backend, 'failed'>,
  computing: Promise<R>,
): Promise<R> => {
  if (failed === null) return computing;
  try {
    return await Promise.race([computing, failed]);
  } catch (error) {
    if (!(error instanceof LabError)) await Promise.race([failed, setTimeout(causeWithinMs)]);
    throw error;
  }
};

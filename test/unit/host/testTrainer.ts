/** A trainer in the played world of the host. */
import { createRunUnderWayNote } from '../../../src/host/runUnderWay.js';
import { createSpeedBook } from '../../../src/host/speedBook.js';
import { createTrainer, type Trainer, type TrainerOptions } from '../../../src/host/trainer.js';
import { createTestLogger, createTestMemory, createTestPlans, english } from './world.js';

/** @param parts what the test plays; the rest is made for it */
export const createTestTrainer = (
  parts: Pick<TrainerOptions, 'launch' | 'reader' | 'clock'> & Partial<TrainerOptions>,
): Trainer =>
  createTrainer({
    backends: createTestPlans(),
    logger: createTestLogger(),
    words: english,
    speeds: createSpeedBook(createTestMemory()),
    note: createRunUnderWayNote(createTestMemory()),
    ...parts,
  });

/** An audit from the request to its result: a short run, and what can be wrong. */
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { auditShortcuts } from '../../src/engine/evaluation/audit/auditShortcuts.js';
import { readEpochs } from '../../src/engine/runFolder/metricsLog.js';
import { auditReportSchema, type AuditParams } from '../../src/protocol/audit.js';
import { inEnglish } from '../../src/protocol/sentence.js';
import { createReadingWorld, createShortRun } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createPretrainedRun } from './pretrainedRun.js';
import { createFolder, createImages } from './runs.js';

await loadKernels();

const never = new AbortController().signal;

let folder: string;
let runFolder: string;
beforeAll(async () => {
  ({ folder, runFolder } = await createShortRun('both', 120));
});

const audit = async (some: Partial<AuditParams> = {}, signal = never) => {
  const world = createReadingWorld();
  const params = { runFolder, folder: null, workers: 1, ...some };
  const report = await auditShortcuts(params, world, signal);
  return { report, events: world.events };
};

describe('an audit', () => {
  it('solves the puzzles of the validation as the run did, and then changed ones', async () => {
    const before = tf.memory().numTensors;
    const { report, events } = await audit();
    expect(tf.memory().numTensors).toBe(before);
    expect(auditReportSchema.parse(report)).toEqual(report);

    const epochs = await readEpochs(runFolder);
    const validated = epochs.at(-1)?.tasks.find(({ task }) => task === 'jigsaw');
    expect(report.unchanged.accuracy).toBeCloseTo(validated?.accuracy ?? NaN, 6);
    expect(report).toMatchObject({ folder, heldOut: true, chance: 1 / 8 });
    expect(report.tests.map(({ name }) => name)).toEqual([
      'touching',
      'centred',
      'grey',
      'shiftedChannels',
      'withoutNormalisation',
    ]);
    for (const { accuracy, difference } of report.tests) {
      expect(accuracy.accuracy - report.unchanged.accuracy).toBeCloseTo(difference.mean, 9);
      expect(difference.low).toBeLessThanOrEqual(difference.mean);
      expect(difference.high).toBeGreaterThanOrEqual(difference.mean);
    }
    expect(events.at(-1)).toMatchObject({ done: report.images, total: report.images });
    const again = await audit();
    expect({ ...again.report, elapsedMs: 0 }).toEqual({ ...report, elapsedMs: 0 });
  });

  it('tests on a folder of its own', async () => {
    const other = await createImages(20);
    const { report } = await audit({ folder: other });
    expect(report).toMatchObject({ folder: other, heldOut: false, images: 20 });
  });

  it('is refused in words', async () => {
    const refused = async (params: Partial<AuditParams>, code: string, words: RegExp) => {
      await expect(audit(params)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(words) as string,
      });
    };
    const rotation = await createPretrainedRun('rotation', 'rotation-small');
    await refused({ runFolder: rotation.runFolder }, 'badArgument', /solves no puzzles/);
    await refused({ runFolder: folder }, 'runUnreadable', /run/);
    await refused({ folder: await createFolder() }, 'tooFewImages', /no readable image/);
    await refused({ folder: join(folder, 'gone') }, 'folderMissing', /gone/);
  });

  it('can be stopped, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await expect(audit({}, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says so where images have changed, and needs some that are left', async () => {
    const own = await createShortRun('jigsaw', 40);
    const [name = ''] = (await readdir(own.folder)).filter((entry) => !entry.startsWith('.'));
    await cp(join(own.folder, name), join(own.folder, 'more'), { recursive: true });
    const { report, events } = await audit({ runFolder: own.runFolder });
    expect(report.images).toBeGreaterThan(0);
    const warned = events.flatMap((event) =>
      event.kind === 'warning' ? [inEnglish(event.message)] : [],
    );
    expect(warned).toContainEqual(expect.stringContaining('have changed since the run began'));
    await rm(own.folder, { recursive: true });
    await mkdir(own.folder);
    await expect(audit({ runFolder: own.runFolder })).rejects.toThrow(/None of the \d+ images/);
  });

  it('of an overfit check, which held nothing out, needs other images', async () => {
    const learnt = await createPretrainedRun('jigsaw', 'jigsaw-small', { overfitImages: 8 });
    await expect(audit({ runFolder: learnt.runFolder })).rejects.toThrow(/held no image out/);
    const other = await createImages(20);
    const { report } = await audit({ runFolder: learnt.runFolder, folder: other });
    expect(report.tests[0]?.name).toBe('randomGap');
  });
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { calibrate } from '../../src/engine/training/calibrate.js';
import { createRunNetwork } from '../../src/engine/training/pretextNetwork.js';
import type { RunConfig } from '../../src/protocol/run.js';
import { loadKernels } from './kernelSets.js';
import { createFixture } from './networkFixtures.js';

beforeAll(async () => {
  await loadKernels();
});

describe('a calibration that fails', () => {
  it('leaves no tensor behind', async () => {
    const { config, network, plans, parts } = createFixture('rotation', 'rotation-small');
    network.dispose();
    const before = tf.memory().numTensors;
    let made = 0;
    // Of both networks: the first, and the second beside a first that is whole.
    for (const broken of [1, 2]) {
      const createNetwork = () => {
        const one = createRunNetwork(config, plans);
        made += 1;
        // The update of the last parameter fails, when there are gradients.
        if (made === broken) one.parameters.trainable.at(-1)?.velocity.dispose();
        return one;
      };
      made = 0;
      const options = { createNetwork, parts, clock: () => 0, needsTime: true };
      await expect(
        calibrate({
          ...options,
          config: { ...config, precision: 'auto' },
          bfloat16Available: true,
        }),
      ).rejects.toThrow();
      expect(made).toBe(broken);
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

describe('a calibration', () => {
  /** How often steps are timed in each precision, when those in turn take as long as told. */
  const timedSteps = async (
    durations: readonly number[],
    needsTime: boolean,
    precision: RunConfig['precision'] = 'auto',
  ) => {
    const { config, network, plans, parts } = createFixture('rotation', 'rotation-small');
    network.dispose();
    const before = tf.memory().numTensors;
    let looks = 0;
    let now = 0;
    const clock = () => {
      // Every second look ends a step.
      if (looks % 2 === 1) now += durations[Math.floor(looks / 2)] ?? Number.NaN;
      looks += 1;
      return now;
    };
    const calibration = await calibrate({
      createNetwork: () => createRunNetwork(config, plans),
      parts,
      config: { ...config, precision },
      bfloat16Available: true,
      clock,
      needsTime,
    });
    expect(tf.memory().numTensors).toBe(before);
    return { steps: looks / 2, ...calibration };
  };

  it('ends after one step in each precision when one is clearly faster', async () => {
    expect(await timedSteps([200, 100], false)).toMatchObject({
      ...{ steps: 2, chosen: 'bfloat16', float32MsPerStep: 200, bfloat16MsPerStep: 100 },
    });
    expect(await timedSteps([100, 200], false)).toMatchObject({ steps: 2, chosen: 'float32' });
  });

  it('goes on while it is not clear, and takes the medians', async () => {
    expect(await timedSteps([100, 105, 110, 90, 120, 95], false)).toMatchObject({
      ...{ steps: 6, chosen: 'bfloat16', float32MsPerStep: 110, bfloat16MsPerStep: 95 },
    });
  });

  it('times three steps where their time itself is wanted', async () => {
    expect(await timedSteps([200, 100, 210, 110, 220, 120], true)).toMatchObject({
      ...{ steps: 6, float32MsPerStep: 210, bfloat16MsPerStep: 110 },
    });
    expect(await timedSteps([200, 190, 210], true, 'float32')).toMatchObject({
      ...{ steps: 3, chosen: 'float32', float32MsPerStep: 200, bfloat16MsPerStep: null },
    });
  });

  it('times nothing when the precision is given and no time is wanted', async () => {
    expect(await timedSteps([], false, 'bfloat16')).toMatchObject({
      ...{ steps: 0, chosen: 'bfloat16', float32MsPerStep: null, bfloat16MsPerStep: null },
    });
  });
});

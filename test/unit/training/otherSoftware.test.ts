import { describe, expect, it } from 'vitest';

import type { Backend } from '../../../src/engine/backend/backend.js';
import type { RunJson } from '../../../src/engine/runFolder/runFolder.js';
import { computableRun, describeOtherSoftware } from '../../../src/engine/training/resumeRun.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { runJson } from '../runFolder/runFixtures.js';

const tensorflow: Backend = {
  name: 'tensorflow',
  versions: {},
  device: 'TensorFlow 2.1',
  bfloat16Available: true,
  stepsInFlight: 1,
  failed: null,
};
const webgpu: Backend = {
  ...tensorflow,
  name: 'webgpu',
  device: 'Some Graphics',
  bfloat16Available: false,
};
const made = { pretextLab: '1', node: '20', tensorflow: '2.1', nativeKernels: 'true' };

/** A run that TensorFlow began. */
const begun = (chosen: 'float32' | 'bfloat16'): RunJson => ({
  ...runJson('2025-01-02T03:04:05.000Z', 'interrupted'),
  backend: { name: 'tensorflow', device: 'TensorFlow 2.1' },
  versions: made,
  calibration: {
    chosen,
    float32MsPerStep: 3,
    bfloat16MsPerStep: 2,
    gradientDeviation: 0.03,
    reason: { text: 'It was faster.', values: [] },
  },
});

const told = (now: Partial<typeof made>, backend = tensorflow): string => {
  const said = describeOtherSoftware(begun('float32'), { backend, versions: { ...made, ...now } });
  return said === null ? '' : inEnglish(said);
};

describe('the software of a run', () => {
  it('is the same while nothing that decides numbers differs', () => {
    expect(told({ node: '22', pretextLab: '2' })).toBe('');
  });

  it('is told apart by TensorFlow and by kernels', () => {
    expect(told({ tensorflow: '2.2' })).toMatch(/2\.1, now 2\.2:/);
    expect(told({ nativeKernels: 'false' })).toMatch(
      /with the .*, now without the .*: the numbers may differ/,
    );
    expect(told({ tensorflow: '2.2', nativeKernels: 'false' })).toMatch(
      /TensorFlow 2\.1, now 2\.2, and begun with the .*, now without the .*:/,
    );
  });

  it('is told apart by the backend, in one sentence and whatever else differs', () => {
    expect(told({ tensorflow: '2.2' }, webgpu)).toBe(
      'This run was begun with TensorFlow 2.1 and goes on with WebGPU (Some Graphics): the numbers may differ in the last digits from those of an unbroken run.',
    );
  });

  it('is said to compute otherwise where bfloat16 becomes float32', () => {
    const said = describeOtherSoftware(begun('bfloat16'), { backend: webgpu, versions: made });
    expect(said === null ? '' : inEnglish(said)).toMatch(
      /TensorFlow 2\.1 in bfloat16 and goes on with WebGPU .* in float32, so its numbers differ/,
    );
  });
});

describe('a run in bfloat16', () => {
  it('stays what it is where the backend has bfloat16', () => {
    const run = begun('bfloat16');
    expect(computableRun(run, { backend: tensorflow })).toBe(run);
    expect(computableRun(begun('float32'), { backend: webgpu }).calibration?.chosen).toBe(
      'float32',
    );
  });

  it('goes on in float32 where it has not, and notes why', () => {
    const run = computableRun(begun('bfloat16'), { backend: webgpu });
    expect(run.calibration).toMatchObject({ chosen: 'float32', bfloat16MsPerStep: 2 });
    expect(run.calibration === null ? '' : inEnglish(run.calibration.reason)).toContain('WebGPU');
    expect(run.config).toEqual(begun('bfloat16').config);
    // What it was begun with stays noted.
    expect(run.backend.name).toBe('tensorflow');
  });
});

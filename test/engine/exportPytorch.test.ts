/**
 * The exported PyTorch network against the engine. Where there is a Python with torch, numpy and
 * safetensors (`python3`, or what PRETEXT_LAB_PYTHON names) it is run; elsewhere what it answered when
 * the fixture was recorded stands in for it. PRETEXT_LAB_RECORD=1 records it anew (then `npm run format`).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { makeCheckViews } from '../../src/engine/exporting/checkViews.js';
import { engineOutputs } from '../../src/engine/exporting/engineOutputs.js';
import { permuteAxes } from '../../src/engine/exporting/exportedWeights.js';
import type { Values } from '../../src/engine/model/parameters.js';
import { exportRun } from '../../src/engine/exporting/exportRun.js';
import { decodeNpy, encodeNpy } from '../../src/engine/exporting/features/npy.js';
import { nodeDisk } from '../../src/engine/runFolder/atomicFile.js';
import { float32Tensors } from '../../src/engine/runFolder/checkpointTensors.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createPretrainedRun, exportCases, newFolder } from './pretrainedRun.js';

await loadKernels();

const unstopped = new AbortController().signal;

const tolerance = 1e-4;
const world = { ...createReadingWorld(), disk: nodeDisk, versions: {} };
const fixtureFile = fileURLToPath(new URL('../fixtures/pytorchOutputs.json', import.meta.url));
const script = fileURLToPath(new URL('../oracles/runPytorchExports.py', import.meta.url));
const python = process.env['PRETEXT_LAB_PYTHON'] ?? 'python3';
const isRecording = process.env['PRETEXT_LAB_RECORD'] === '1';

const fixtureSchema = z.record(
  z.string(),
  z.object({
    /** SHA-256 of the Python file that gave these answers. */
    source: z.string(),
    /** Values at even distances, by output. */
    outputs: z.record(z.string(), z.array(z.number())),
  }),
);
type Fixture = z.infer<typeof fixtureSchema>;

/** Outputs by name, channels first. */
type Outputs = ReadonlyMap<string, Values>;

const recordedValues = 16;
const sampled = (data: Float32Array): number[] =>
  Array.from(
    { length: Math.min(recordedValues, data.length) },
    (_, i, step = data.length / recordedValues) => data[Math.floor((i + 0.5) * Math.max(1, step))]!,
  );

const hasTorch =
  spawnSync(python, ['-c', 'import torch, numpy, safetensors'], { stdio: 'ignore' }).status === 0;

interface Export {
  readonly name: string;
  readonly folder: string;
  readonly source: string;
  readonly engine: Outputs;
}

const writeNpy = (file: string, { shape, data }: Values): Promise<void> =>
  writeFile(file, Buffer.concat([...encodeNpy(shape, [data])]));

/** Exports a network with fixed weights, and writes the fixed noise that it is shown. */
const createExport = async ({
  task,
  preset,
  overrides,
}: (typeof exportCases)[number]): Promise<Export> => {
  const { runFolder, opened } = await createPretrainedRun(task, preset, overrides);
  const folder = await newFolder();
  await exportRun({ runFolder, outFolder: folder, formats: ['pytorch'] }, world, unstopped);
  const checkViews = await makeCheckViews(opened);
  expect(checkViews.areReal).toBe(false);
  const expected = await engineOutputs(opened, float32Tensors(opened.checkpoint), checkViews);
  const channelsFirst = (values: Values): Values => permuteAxes(values, [0, 3, 1, 2]);
  await writeNpy(join(folder, 'views.npy'), channelsFirst(expected.views));
  const engine = new Map<string, Values>();
  for (const block of expected.blocks) engine.set(block.name, channelsFirst(block));
  for (const head of expected.heads) {
    await writeNpy(join(folder, `${head.task}.npy`), channelsFirst(head.inputs));
    engine.set(head.task, head.logits);
  }
  const text = await readFile(join(folder, 'network.py'), 'utf8');
  const source = createHash('sha256').update(text).digest('hex');
  return { name: `${preset}, ${task}`, folder, source, engine };
};

const readOutputs = async ({ folder, engine }: Export): Promise<Outputs> => {
  const outputs = new Map<string, Values>();
  for (const name of engine.keys()) {
    const { shape, values } = decodeNpy(await readFile(join(folder, `${name}.out.npy`)));
    outputs.set(name, { shape, data: values });
  }
  return outputs;
};

const record = async (exports: readonly Export[]): Promise<void> => {
  const fixture: Fixture = {};
  for (const one of exports) {
    const outputs = [...(await readOutputs(one))].map(([name, { data }]): [string, number[]] => [
      name,
      sampled(data),
    ]);
    fixture[one.name] = { source: one.source, outputs: Object.fromEntries(outputs) };
  }
  await writeFile(fixtureFile, `${JSON.stringify(fixture)}\n`);
};

const exports: Export[] = [];
beforeAll(async () => {
  for (const one of exportCases) exports.push(await createExport(one));
  if (!hasTorch) return;
  const folders = exports.map(({ folder }) => folder);
  const { status, stderr } = spawnSync(python, [script, ...folders], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  if (isRecording) await record(exports);
});

describe('the exported PyTorch network', () => {
  it.each(exportCases.map(({ task, preset }) => `${preset}, ${task}`))(
    'of %s computes what the engine computes',
    async (name) => {
      const found = exports.find((one) => one.name === name);
      if (found === undefined) throw new Error(`${name} was not exported.`);
      const fixture = fixtureSchema.parse(JSON.parse(await readFile(fixtureFile, 'utf8')));
      const recorded = fixture[name];
      // Otherwise nobody knows whether the answers are those of the module that is written now.
      expect(recorded?.source, 'record anew with PRETEXT_LAB_RECORD=1').toBe(found.source);
      expect(Object.keys(recorded?.outputs ?? {})).toEqual([...found.engine.keys()]);
      const live = hasTorch ? await readOutputs(found) : null;
      for (const [output, { shape, data }] of found.engine) {
        const answers = recorded?.outputs[output] ?? [];
        sampled(data).forEach((value, i) => {
          expect(Math.abs(value - (answers[i] ?? NaN))).toBeLessThan(tolerance);
        });
        if (live === null) continue;
        const torch = live.get(output) ?? { shape: [], data: new Float32Array() };
        expect(torch.shape).toEqual(shape);
        const far = data.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - torch.data[i]!)),
          0,
        );
        expect(far).toBeLessThan(tolerance);
      }
    },
  );
});

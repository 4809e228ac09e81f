/** Writes the weights of a run as safetensors, and the PyTorch module that loads them. */
import { readFile } from 'node:fs/promises';

import { sentence } from '../../../protocol/sentence.js';
import { encodeSafetensors, parseSafetensors } from '../../runFolder/safetensors.js';
import type { CheckViews } from '../checkViews.js';
import { compareValues, type FileCheck } from '../differences.js';
import { engineOutputs, type EngineOutputs } from '../engineOutputs.js';
import { fileMetadata, type ExportSubject } from '../exportSubject.js';
import type { StagedFolder } from '../stagedFolder.js';
import { pytorchSource } from './pytorchModule.js';
import { checkpointValues, pytorchTensors, weightsFile } from './pytorchWeights.js';

const moduleFile = 'network.py';

const compared = sentence(
  'the engine with the written weights, with the engine; network.py is not run',
);

/**
 * Writes `weights.safetensors`, by PyTorch's names and in its layout.
 * @returns how far the engine is from itself with the weights read back
 * @throws LabError `diskFull`, `notWritable`, `internal`
 */
export const exportWeights = async (
  subject: ExportSubject,
  reference: EngineOutputs,
  checkViews: CheckViews,
  staged: StagedFolder,
): Promise<FileCheck> => {
  const heads = subject.heads.map(({ head }) => head);
  const tensors = pytorchTensors(subject.blocks, heads, subject.weights);
  const metadata = {
    format: 'pt',
    ...fileMetadata(subject, 'NCHW', subject.preprocessing),
    ...Object.fromEntries(
      subject.heads.map(({ head, preprocessing }) => [
        `preprocessing.${head.task}`,
        JSON.stringify(preprocessing),
      ]),
    ),
  };
  const file = await staged.write(weightsFile, encodeSafetensors(tensors, metadata));
  const read = parseSafetensors(await readFile(file));
  const weights = checkpointValues(subject.blocks, heads, read.tensors);
  const outputs = await engineOutputs(subject.opened, weights, checkViews);
  const pairs = [
    ...reference.blocks.map((expected, i) => ({ expected, actual: outputs.blocks[i] })),
    ...reference.heads.map(({ logits }, i) => ({
      expected: logits,
      actual: outputs.heads[i]?.logits,
    })),
  ];
  return compareValues(
    weightsFile,
    compared,
    pairs.flatMap(({ expected, actual }) => (actual === undefined ? [] : { expected, actual })),
  );
};

/** Writes `network.py`, which loads the weights beside it. @throws LabError `diskFull`, `notWritable` */
export const exportModule = async (
  { opened, blocks, heads, preprocessing }: ExportSubject,
  staged: StagedFolder,
): Promise<void> => {
  const { task, preset } = opened.run.config;
  const source = pytorchSource({
    description: [
      `The network ${preset}, pretrained without labels (${task}) by Pretext Lab.`,
      'README.md beside this file says on what and how well.',
    ],
    weightsFile,
    blocks,
    heads: heads.map(({ head }) => head),
    preprocessing,
  });
  await staged.write(moduleFile, [Buffer.from(source)]);
};

import { describe, expect, it } from 'vitest';

import { analysisRequestSchema } from '../../../src/protocol/analysis.js';
import { evaluateFolder } from '../../../src/protocol/evaluateFolder.js';
import {
  defaultTexts,
  noProbeChoices,
  readForm,
  takeFolder,
  type FieldName,
  type ProbeChoices,
} from '../../../webview/lab/probe/probeForm.js';

const onFolder: ProbeChoices = { ...noProbeChoices, trainFolder: '/labelled' };

describe('the form of an evaluation', () => {
  it('asks for nothing without a folder', () => {
    expect(readForm(noProbeChoices)).toEqual({ request: null, errors: {} });
  });

  it('asks for what the command asks for when only the folder is chosen', () => {
    expect(readForm(onFolder).request).toEqual(evaluateFolder('/labelled'));
  });

  it('asks for what was chosen, in the shape that the engine takes', () => {
    const { request } = readForm({
      ...onFolder,
      ...{ trainLabels: '/a.csv', testFolder: '/test', testLabels: '/b.csv' },
      ...{ fewLabels: false, supervised: true, fineTune: true },
      texts: {
        ...{ blocks: ' block1, block3 ', poolGrid: '3', neighbors: '7', temperature: '0.1' },
        ...{ seed: '42', fineTuningEpochs: '4', labelsPerClass: '25' },
      },
    });
    expect(analysisRequestSchema.parse(request)).toEqual({
      name: 'evaluate',
      params: {
        ...{ trainFolder: '/labelled', trainLabels: '/a.csv' },
        ...{ testFolder: '/test', testLabels: '/b.csv', testShare: 0.2 },
        ...{ blocks: ['block1', 'block3'], poolGrid: 3, neighbors: 7, temperature: 0.1, seed: 42 },
        ...{ fewLabels: false, supervised: true },
        fineTune: { epochs: 4, labelsPerClass: 25 },
      },
    });
  });

  it('leaves labels of test images out where there is no folder of them', () => {
    const { request } = readForm({ ...onFolder, testLabels: '/b.csv' });
    expect(request?.params).toMatchObject({ testFolder: null, testLabels: null });
  });

  it('takes all labels for fine-tuning where no number is given', () => {
    const { request } = readForm({ ...onFolder, fineTune: true });
    expect(request?.params.fineTune).toEqual({ epochs: 10, labelsPerClass: null });
  });

  it.each<[FieldName, string]>([
    ['poolGrid', '0'],
    ['poolGrid', '17'],
    ['poolGrid', '2.5'],
    ['neighbors', ''],
    ['neighbors', '1001'],
    ['temperature', '0'],
    ['temperature', 'warm'],
    ['temperature', 'Infinity'],
    ['heldOutPercent', '4'],
    ['heldOutPercent', '51'],
    ['seed', '-1'],
    ['seed', '4294967296'],
    ['fineTuningEpochs', '0'],
    ['labelsPerClass', '0'],
  ])('refuses %s "%s" in words', (field, text) => {
    const { request, errors } = readForm({ ...onFolder, fineTune: true, texts: { [field]: text } });
    expect(request).toBeNull();
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^A (whole )?number /);
  });

  it('does not mind what decides nothing', () => {
    const texts = { heldOutPercent: '99', fineTuningEpochs: '0', labelsPerClass: 'x' };
    const read = readForm({ ...onFolder, testFolder: '/test', texts });
    expect(read.errors).toEqual({});
    expect(read.request).not.toBeNull();
  });

  it('shows defaults that are right', () => {
    expect(readForm({ ...onFolder, texts: defaultTexts, fineTune: true }).errors).toEqual({});
  });
});

describe('the folder of an analysis that a command started', () => {
  const chosen: ProbeChoices = { ...onFolder, trainLabels: '/a.csv', testFolder: '/test' };

  it('takes the place of what was chosen, once', () => {
    const taken = takeFolder(chosen, { number: 3, folder: '/other' });
    expect(taken).toMatchObject({ trainFolder: '/other', trainLabels: null, testFolder: null });
    const chosenLater = { ...taken, trainFolder: '/third' };
    expect(takeFolder(chosenLater, { number: 3, folder: '/other' })).toBe(chosenLater);
  });

  it('leaves the rest alone where it is the chosen one', () => {
    const taken = takeFolder(chosen, { number: 3, folder: '/labelled' });
    expect(taken).toEqual({ ...chosen, taken: 3 });
  });
});

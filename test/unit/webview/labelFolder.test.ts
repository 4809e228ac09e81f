import { describe, expect, it } from 'vitest';

import { analysisRequestSchema } from '../../../src/protocol/analysis.js';
import { classCounts } from '../../../webview/lab/classify/classCounts.js';
import {
  classifyObstacle,
  classifyRequest,
  initialClassifyForm,
} from '../../../webview/lab/classify/classifyForm.js';
import { leastSureFirst } from '../../../webview/lab/classify/classifyFacts.js';
import { makeLabels } from '../../panel/findings.js';

const evaluated = { trainFolder: '/train', trainLabels: '/train.csv' };
const form = { ...initialClassifyForm, folder: '/many' };

describe('the request to label a folder', () => {
  it('takes the examples of the last evaluation, with their labels', () => {
    const request = classifyRequest(form, evaluated);
    expect(analysisRequestSchema.parse(request)).toEqual(request);
    expect(request?.params).toMatchObject({ labelledFolder: '/train', labels: '/train.csv' });
  });

  it('prefers those that were chosen, whose labels are their own', () => {
    const chosen = { ...form, examples: { trainFolder: '/few', trainLabels: null } };
    expect(classifyRequest(chosen, evaluated)?.params).toMatchObject({
      labelledFolder: '/few',
      labels: null,
    });
  });

  it.each([
    [form, null, 'Choose a folder of labelled images first.'],
    [initialClassifyForm, evaluated, 'Choose a folder to label.'],
    [
      { ...form, fineTune: true, epochs: '1001' },
      evaluated,
      'Passes of fine-tuning: Write a whole number from 1 to 1,000.',
    ],
  ])('is not made where something is wrong', (wrong, examples, obstacle) => {
    expect(classifyRequest(wrong, examples)).toBeNull();
    expect(classifyObstacle(wrong, examples)).toBe(obstacle);
  });

  it('minds the passes only where the network is fine-tuned', () => {
    const typed = { ...form, epochs: 'x' };
    expect(classifyObstacle(typed, evaluated)).toBeNull();
    expect(classifyRequest(typed, evaluated)?.params.fineTune).toBeNull();
  });
});

describe('labels of a folder', () => {
  const image = (label: string, probability: number) => ({ path: label, label, probability });
  const { result } = makeLabels(0);
  const images = [image('cat', 0.5), image('dog', 0.9), image('cat', 0.7)];

  it('are counted, with classes that no image got', () => {
    const counts = classCounts({ ...result, classes: ['bird', 'cat', 'dog'], images });
    expect(counts.map(({ label, images: count }) => [label, count])).toEqual([
      ['cat', 2],
      ['dog', 1],
      ['bird', 0],
    ]);
    expect(counts[0]?.share).toBeCloseTo(2 / 3);
    expect(counts.map(({ sureness }) => sureness)).toEqual([expect.closeTo(0.6), 0.9, null]);
  });

  it('are counted where there is no image', () => {
    const counts = classCounts({ ...result, classes: ['cat'], images: [] });
    expect(counts).toEqual([{ label: 'cat', images: 0, share: 0, sureness: null }]);
  });

  it('begin with the least sure', () => {
    expect(leastSureFirst(images).map(({ probability }) => probability)).toEqual([0.5, 0.7, 0.9]);
  });
});

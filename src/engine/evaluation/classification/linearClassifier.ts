/** Logistic regression on frozen features; block and strength are chosen on held-out images. */
import type { ClassifyParams } from '../../../protocol/classification.js';
import type { EvaluationProgress } from '../../../protocol/evaluation.js';
import { createBlockExtractor, extractFeatures } from '../extractFeatures.js';
import { chooseProbe, scoreRows, type ChosenProbe } from '../linearProbe.js';
import { pauseBetween } from '../lookedAtFolder.js';
import { allRows } from '../standardise.js';
import type { Classifier, ClassifierMaterial } from './classifier.js';

/**
 * @param report told of images seen and of blocks probed
 * @throws LabError `internal` when a loader worker fails; the signal's reason
 */
export const fitLinearClassifier = async (
  { trunk, labelled, classes, split, source, signal }: ClassifierMaterial,
  { block, poolGrid }: Pick<ClassifyParams, 'block' | 'poolGrid'>,
  report: (phase: EvaluationProgress['phase'], done: number, total: number) => void,
): Promise<Classifier> => {
  const { dataset, images, labels } = labelled;
  const matrices = await extractFeatures(
    trunk,
    { ...source, dataset, images },
    {
      blocks: block === null ? undefined : [block],
      poolGrid,
      signal,
      onProgress: (done) => {
        report('features', done, images.length);
      },
    },
  );
  let best: { readonly block: string; readonly probe: ChosenProbe } | null = null;
  for (const [i, features] of matrices.entries()) {
    const probe = await chooseProbe({ features, labels, classes }, split, pauseBetween(signal));
    if (best === null || probe.validationAccuracy > best.probe.validationAccuracy) {
      best = { block: features.name, probe };
    }
    report('probes', i + 1, matrices.length);
  }
  if (best === null) throw new Error('A trunk needs a block.');
  const { probe } = best;
  return {
    method: 'linear',
    block: best.block,
    l2: probe.l2,
    heldOutCorrect: probe.heldOutCorrect,
    extractor: createBlockExtractor(trunk, { blocks: [best.block], poolGrid }),
    score: (features) =>
      scoreRows(probe, features, allRows(features.values.length / features.dimension)),
    dispose: () => undefined,
  };
};

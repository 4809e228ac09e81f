/** The whole network trained further with the labels: once without the held-out images, then with all. */
import { likeliestClasses } from '../classScores.js';
import { rowsOf, type LabelledRows } from '../evaluationData.js';
import { mapImages } from '../extractFeatures.js';
import { createLogitsExtractor, weightsOf } from '../labelledTraining/labelledNetwork.js';
import { planFineTuning } from '../labelledTraining/labelledPlan.js';
import { createTrainedNetwork } from '../labelledTraining/trainWithLabels.js';
import { markCorrect } from '../linearProbe.js';
import type { Classifier, ClassifierMaterial } from './classifier.js';

/**
 * @param onProgress called after each step of both trainings together
 * @throws LabError `lossNotFinite`, `internal` when a loader worker fails; the signal's reason
 */
export const fineTuneClassifier = async (
  { trunk, labelled, classes, split, source, signal }: ClassifierMaterial,
  { epochs, seed }: { readonly epochs: number; readonly seed: number },
  onProgress: (done: number, total: number) => void,
): Promise<Classifier> => {
  const { dataset } = labelled;
  const { views, precision } = trunk;
  const planOf = ({ images }: LabelledRows) => planFineTuning(trunk, images.length, epochs);
  const kept = rowsOf(labelled, split.kept);
  const heldOut = rowsOf(labelled, split.heldOut);
  const total = planOf(kept).steps + planOf(labelled).steps;
  let done = 0;
  const onStep = (): void => {
    done += 1;
    onProgress(done, total);
  };
  const pretrained = await weightsOf(trunk);
  const train = (rows: LabelledRows) =>
    createTrainedNetwork(
      { config: trunk.run.config, views, precision, classes },
      pretrained,
      { ...source, dataset, images: rows.images, labels: rows.labels },
      planOf(rows),
      { seed, onStep, signal },
    );

  const judged = await train(kept);
  let heldOutCorrect: Uint8Array;
  try {
    const images = { ...source, dataset, images: heldOut.images };
    const extractor = createLogitsExtractor(judged);
    const [[logits] = []] = await mapImages(images, views, [extractor], { signal });
    if (logits === undefined) throw new Error('There are no logits.');
    const told = likeliestClasses({ values: logits.values, classes });
    heldOutCorrect = markCorrect(told, heldOut.labels);
  } finally {
    judged.dispose();
  }
  const network = await train(labelled);
  return {
    method: 'fineTuned',
    block: trunk.trunk.blockNames.at(-1) ?? '',
    l2: null,
    heldOutCorrect,
    extractor: createLogitsExtractor(network),
    score: ({ values }) => Promise.resolve({ values, classes }),
    dispose: () => {
      network.dispose();
    },
  };
};

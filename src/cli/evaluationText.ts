/** The result of `evaluate` as readable text. Pure. */
import type {
  Accuracy,
  EvaluationResult,
  LabelledTraining,
  SupervisedReference,
} from '../protocol/evaluation.js';
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatInterval,
  formatShare,
  formatPairs,
  formatPercent,
  formatTable,
} from './format.js';

const withInterval = (figure: Accuracy): readonly [string, string] => [
  formatShare(figure.accuracy),
  formatInterval(figure),
];

const header = ['block', 'features', 'linear', '95 %', 'random', 'k-NN', '95 %', 'random'];

/** One row per block, and one for raw pixels; all figures in per cent. */
const blockTable = ({ perBlock, bestBlock, references }: EvaluationResult): string =>
  formatTable(header, [
    ...perBlock.map(({ block, dimension, linear, knn, random }) => [
      block === bestBlock ? `${block} *` : block,
      formatCount(dimension),
      ...withInterval(linear),
      formatShare(random.linear),
      ...withInterval(knn),
      formatShare(random.knn),
    ]),
    [
      'raw pixels',
      formatCount(references.pixels.dimension),
      ...withInterval(references.pixels.linear),
      '',
      ...withInterval(references.pixels.knn),
      '',
    ],
  ]);

const fewLabelsTable = ({ fewLabels }: EvaluationResult): string =>
  formatTable(
    ['labels per class', 'linear', '+-', 'random', '+-'],
    fewLabels.map(({ perClass, mean, deviation, random }) => [
      formatCount(perClass),
      formatShare(mean),
      formatShare(deviation),
      formatShare(random.mean),
      formatShare(random.deviation),
    ]),
  );

const trainingText = ({
  steps,
  views,
  images,
  learningRate,
  elapsedMs,
}: LabelledTraining): string =>
  `${formatAmount(steps, 'step', 'steps')}, ${formatAmount(views, 'view', 'views')} of ${formatAmount(images, 'labelled image', 'labelled images')}, learning rate ${Number(learningRate.toPrecision(3))}, ${formatDuration(elapsedMs)}`;

/** Pretrained, random and trained with labels, block by block; the last line is the trained head. */
const supervisedTable = (
  { perBlock }: EvaluationResult,
  { perBlock: supervised, bestBlock, head }: SupervisedReference,
): string =>
  formatTable(
    ['block', 'linear', '95 %', 'pretrained', 'random', 'k-NN', '95 %', 'pretrained', 'random'],
    [
      ...supervised.map(({ block, linear, knn }) => {
        const own = perBlock.find((other) => other.block === block);
        return [
          block === bestBlock ? `${block} *` : block,
          ...withInterval(linear),
          own === undefined ? '' : formatShare(own.linear.accuracy),
          own === undefined ? '' : formatShare(own.random.linear),
          ...withInterval(knn),
          own === undefined ? '' : formatShare(own.knn.accuracy),
          own === undefined ? '' : formatShare(own.random.knn),
        ];
      }),
      ['its own head', ...withInterval(head), '', '', '', '', '', ''],
    ],
  );

const supervisedParts = (result: EvaluationResult): string[] => {
  const { supervised } = result.references;
  if (supervised === null) return [];
  const { training } = supervised;
  return [
    `The same network trained with labels from the random weights of the run's seed, beside the pretrained and the random one\n${trainingText(training)}; the budget is what pretraining cost, ${formatAmount(training.pretrainingViews, 'whole view', 'whole views')}`,
    supervisedTable(result, supervised),
  ];
};

const fineTunedParts = ({ references: { fineTuned } }: EvaluationResult): string[] => {
  if (fineTuned === null) return [];
  const { epochs, labelsPerClass, pretrained, random, training } = fineTuned;
  const labels =
    labelsPerClass === null
      ? 'all labels'
      : `${formatAmount(labelsPerClass, 'label', 'labels')} of each class`;
  return [
    `The whole network fine-tuned for ${formatAmount(epochs, 'epoch', 'epochs')} with ${labels}\n${trainingText(training)} for both`,
    formatTable(
      ['start', 'accuracy', '95 %'],
      [
        ['pretrained', ...withInterval(pretrained)],
        ['random', ...withInterval(random)],
      ],
    ),
  ];
};

const sharedText = ({ dataset, runFolder }: EvaluationResult): string => {
  const { trainWithPretraining, testWithPretraining, testWithTrain } = dataset.shared;
  if (trainWithPretraining === null || testWithPretraining === null) {
    return `unknown for the pretraining images (the cache of ${runFolder} is gone), ${formatCount(testWithTrain)} of the test images with the training images`;
  }
  return `${formatCount(trainWithPretraining)} training and ${formatCount(testWithPretraining)} test images with the pretraining images, ${formatCount(testWithTrain)} test with training images`;
};

/** What a pretrained network is worth. */
export const evaluationText = (result: EvaluationResult): string => {
  const { dataset, settings, references, epoch, step, fewLabels } = result;
  const { classes, trainImages, testImages, testFolder, trainFolder } = dataset;
  const test = testFolder ?? 'held out of the same folder, the same share of each class';
  const parts = [
    `Evaluated after ${formatAmount(epoch, 'epoch', 'epochs')} and ${formatAmount(step, 'step', 'steps')}, ${formatDuration(result.elapsedMs)}`,
    formatPairs([
      ['run folder', result.runFolder],
      ['training', `${formatAmount(trainImages, 'image', 'images')} of ${trainFolder}`],
      ['test', `${formatAmount(testImages, 'image', 'images')}, ${test}`],
      [
        'classes',
        `${formatCount(classes.length)}; always naming the most frequent one is right for ${formatPercent(references.majority)}`,
      ],
      ['shared', sharedText(result)],
      [
        'features',
        `averaged over ${settings.poolGrid}x${settings.poolGrid} cells, in ${settings.precision}`,
      ],
    ]),
    `Accuracy on the test images in per cent, beside the same network with random weights; * is best on held-out training images`,
    blockTable(result),
  ];
  if (fewLabels.length > 0) {
    const draws = formatAmount(fewLabels[0]?.draws ?? 0, 'draw', 'draws');
    parts.push(
      `Linear probe of ${result.bestBlock} with few labels, mean and standard deviation of ${draws}`,
      fewLabelsTable(result),
    );
  }
  return [...parts, ...supervisedParts(result), ...fineTunedParts(result)].join('\n\n');
};

/** A run's configuration and surroundings as named values, in the order in which they matter. */
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import type { JigsawConfig, RunConfig } from '../../../src/protocol/run.js';
import {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatLearningRate,
  formatPercent,
  formatSignificant,
} from '../../parts/format.js';
import { presetName, taskName } from '../../parts/runWords.js';
import { t } from '../../text.js';
import { calibrationText, methodName, onOff, scheduleName, turnsName } from './configWords.js';
import type { Entry, Group } from './group.js';
import { machineGroup } from './machineGroup.js';

const px = (value: number): string => t('{0} px', formatCount(value));

/** Nothing before the folder was looked through: no run begins without images. */
const imageCounts = ({ trainImages, validationImages, skippedImages }: RunStatus): Entry[] =>
  trainImages + validationImages === 0
    ? []
    : [
        { name: t('Train'), value: t('{0} images', formatCount(trainImages)) },
        { name: t('Validation'), value: t('{0} images', formatCount(validationImages)) },
        { name: t('Skipped'), value: t('{0} files', formatCount(skippedImages)) },
      ];

const imagesGroup = (status: RunStatus): Group => {
  const { data } = status.config;
  return {
    title: t('Images'),
    entries: [
      { name: t('Folder'), value: status.folder, isPath: true },
      ...imageCounts(status),
      { name: t('Validation share'), value: formatPercent(data.validationShare) },
      { name: t('Largest image'), value: t('{0} pixels', formatCount(data.maxPixels)) },
      { name: t('Largest file'), value: formatBytes(data.maxFileBytes) },
      { name: t('Image cache'), value: t('up to {0}', formatBytes(data.cacheLimitBytes)) },
      { name: t('Loader workers'), value: formatCount(data.workers) },
    ],
  };
};

const networkGroup = ({ config, networkSize }: RunStatus): Group => ({
  title: t('Network'),
  entries: [
    { name: t('Task'), value: taskName(config.task) },
    { name: t('Preset'), value: presetName(config.preset) },
    { name: t('Image size'), value: px(config.imageSizePx) },
    ...(networkSize === null
      ? []
      : [
          { name: t('Parameters'), value: formatCount(networkSize.parameters) },
          {
            name: t('Multiply-adds per image'),
            value: t('{0} million', formatSignificant(networkSize.multiplyAddsPerImage / 1e6)),
          },
        ]),
  ],
});

const lengthEntries = ({ config, plannedSteps }: RunStatus): readonly Entry[] => [
  {
    name: t('Epochs'),
    value: config.epochs === null ? t('until the time is up') : formatCount(config.epochs),
  },
  {
    name: t('Time budget'),
    value: config.budgetMs === null ? t('none') : formatDuration(config.budgetMs),
  },
  ...(plannedSteps === 0 ? [] : [{ name: t('Planned steps'), value: formatCount(plannedSteps) }]),
];

const trainingGroup = (status: RunStatus): Group => {
  const { config } = status;
  const { optimizer } = config;
  return {
    title: t('Training'),
    entries: [
      ...lengthEntries(status),
      { name: t('Batch size'), value: t('{0} images', formatCount(config.batchSize)) },
      { name: t('Peak learning rate'), value: formatLearningRate(optimizer.learningRate) },
      { name: t('Schedule'), value: scheduleName(optimizer.schedule) },
      { name: t('Warm-up'), value: t('{0} steps', formatCount(optimizer.warmupSteps)) },
      {
        name: t('Momentum'),
        value: optimizer.nesterov
          ? t('{0}, Nesterov', formatSignificant(optimizer.momentum))
          : formatSignificant(optimizer.momentum),
      },
      { name: t('Weight decay'), value: formatLearningRate(optimizer.weightDecay) },
      {
        name: t('Gradient clipping'),
        value:
          optimizer.clipNorm === null
            ? t('Off')
            : t('at norm {0}', formatSignificant(optimizer.clipNorm)),
      },
      { name: t('Seed'), value: String(config.seed) },
      ...(config.overfitImages === null
        ? []
        : [
            {
              name: t('Overfit check'),
              value: t('{0} images, no augmentation', formatCount(config.overfitImages)),
            },
          ]),
    ],
  };
};

const jigsawGroup = (jigsaw: JigsawConfig): Group => ({
  title: t('Jigsaw'),
  entries: [
    { name: t('Grid'), value: t('{0} × {0} tiles', jigsaw.grid) },
    { name: t('Permutations'), value: formatCount(jigsaw.permutations) },
    { name: t('Permutation set'), value: methodName(jigsaw.permutationMethod) },
    { name: t('Permutations per image'), value: formatCount(jigsaw.permutationsPerImage) },
    { name: t('Random gap'), value: onOff(jigsaw.randomGap) },
    { name: t('Normalise tiles'), value: onOff(jigsaw.normaliseTiles) },
    { name: t('Grey images'), value: formatPercent(jigsaw.grayShare) },
    {
      name: t('Colour shift'),
      value: jigsaw.channelShiftPx === 0 ? t('Off') : t('up to {0}', px(jigsaw.channelShiftPx)),
    },
  ],
});

const taskGroups = ({ task, rotation, jigsaw }: RunConfig): readonly Group[] => [
  ...(task === 'jigsaw'
    ? []
    : [
        {
          title: t('Rotation'),
          entries: [{ name: t('Angles'), value: turnsName(rotation.turns) }],
        },
      ]),
  ...(task === 'rotation' ? [] : [jigsawGroup(jigsaw)]),
];

const precisionGroup = ({ config, calibration }: RunStatus): Group => ({
  title: t('Precision'),
  entries: [
    {
      name: t('Asked for'),
      value:
        config.precision === 'auto' ? t('the faster one that is exact enough') : config.precision,
    },
    ...(calibration === null
      ? []
      : [{ name: t('Chosen'), value: calibration.chosen }, ...calibrationText(calibration)]),
  ],
});

/** Where the run stands and what it reached. */
export const standGroup = (status: RunStatus): Group => {
  const { latest, validation } = status;
  return {
    title: t('So far'),
    entries: [
      {
        name: t('Step'),
        value:
          status.plannedSteps === 0
            ? formatCount(status.step)
            : t('{0} of {1}', formatCount(status.step), formatCount(status.plannedSteps)),
      },
      { name: t('Epochs finished'), value: formatCount(status.epoch) },
      ...(status.live && status.remainingMs !== null
        ? [{ name: t('Time left'), value: formatDuration(status.remainingMs) }]
        : []),
      ...(validation === null
        ? []
        : [
            { name: t('Validation accuracy'), value: formatPercent(validation.accuracy) },
            { name: t('Chance'), value: formatPercent(validation.chance) },
          ]),
      ...(latest === null
        ? []
        : [
            {
              name: t('Speed'),
              value: t(
                '{0} images/s, {1} views/s',
                formatSignificant(latest.imagesPerSecond),
                formatSignificant(latest.viewsPerSecond),
              ),
            },
            { name: t('Waiting for images'), value: formatPercent(latest.dataWaitShare) },
            { name: t('Trained for'), value: formatDuration(latest.elapsedMs) },
          ]),
      ...(status.resumedFromStep === null
        ? []
        : [{ name: t('Resumed from step'), value: formatCount(status.resumedFromStep) }]),
      ...(status.createdAt === null
        ? []
        : [{ name: t('Started'), value: formatDateTime(status.createdAt) }]),
    ],
  };
};

/** Everything else, by what it belongs to; groups without entries are left out. */
export const configGroups = (status: RunStatus): readonly Group[] =>
  [
    networkGroup(status),
    trainingGroup(status),
    ...taskGroups(status.config),
    precisionGroup(status),
    imagesGroup(status),
    machineGroup(status),
  ].filter(({ entries }) => entries.length > 0);

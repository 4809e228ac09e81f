/** What the stages of analyses are called. */
import type { AnalysisStage } from '../../../src/protocol/analysis.js';
import { t } from '../../text.js';

const stages: Readonly<Record<AnalysisStage, () => string>> = {
  scan: () => t('Looking for images'),
  decode: () => t('Decoding images'),
  draw: () => t('Drawing images'),
  features: () => t('Looking at the images'),
  compare: () => t('Comparing images'),
  layOut: () => t('Laying the map out'),
  probes: () => t('Fitting probes'),
  training: () => t('Training with labels'),
  fewLabels: () => t('Fitting probes with few labels'),
};

const isStage = (stage: string): stage is AnalysisStage => Object.hasOwn(stages, stage);

/** A stage in words; one of a newer engine is work like any other. */
export const stageText = (stage: string): string =>
  isStage(stage) ? stages[stage]() : t('At work');

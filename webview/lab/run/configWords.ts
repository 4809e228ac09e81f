/** What the fixed values of a configuration are called in visible text. */
import type {
  Calibration,
  OptimizerConfig,
  PermutationMethod,
  QuarterTurns,
} from '../../../src/protocol/run.js';
import { formatPercent, formatSignificant } from '../../parts/format.js';
import { spoken, t } from '../../text.js';

export const onOff = (isOn: boolean): string => (isOn ? t('On') : t('Off'));

export const scheduleName = (schedule: OptimizerConfig['schedule']): string => {
  switch (schedule) {
    case 'cosine':
      return t('Cosine');
    case 'steps':
      return t('In steps');
  }
};

export const turnsName = (turns: QuarterTurns): string => {
  switch (turns) {
    case 'all':
      return '0°, 90°, 180°, 270°';
    case 'half':
      return '0°, 180°';
    case 'quarter':
      return '90°, 270°';
  }
};

export const methodName = (method: PermutationMethod): string => {
  switch (method) {
    case 'max-min':
      return t('Largest smallest distance');
    case 'max-mean':
      return t('Largest mean distance');
    case 'code':
      return t('From a group code');
    case 'random':
      return t('Random');
  }
};

/** What was measured to choose the precision. */
export const calibrationText = (
  calibration: Calibration,
): readonly { readonly name: string; readonly value: string }[] => {
  const { float32MsPerStep, bfloat16MsPerStep, gradientDeviation } = calibration;
  const time = (ms: number): string => t('{0} ms per step', formatSignificant(ms));
  return [
    ...(float32MsPerStep === null ? [] : [{ name: 'float32', value: time(float32MsPerStep) }]),
    ...(bfloat16MsPerStep === null ? [] : [{ name: 'bfloat16', value: time(bfloat16MsPerStep) }]),
    ...(gradientDeviation === null
      ? []
      : [
          {
            name: t('Deviation of the bfloat16 gradient'),
            value: formatPercent(gradientDeviation),
          },
        ]),
    { name: t('Reason'), value: spoken(calibration.reason) },
  ];
};

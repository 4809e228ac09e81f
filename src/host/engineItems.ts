/** What *Choose Compute Engine* offers, in words. Pure. */
import type { ComputeEngine } from '../protocol/backend.js';
import { backendText, backendTitles } from '../protocol/backend.js';
import { inLanguage } from '../protocol/sentence.js';
import {
  chosenByAuto,
  imagesPerSecondOf,
  type BackendTable,
  type MeasuredBackend,
} from '../launcher/choice/backendTable.js';
import type { Words } from './outside.js';

/** What choosing an item does. */
export type EngineAction =
  | { readonly kind: 'use'; readonly engine: ComputeEngine }
  | { readonly kind: 'measure' }
  | { readonly kind: 'install' };

export interface EngineItem {
  readonly action: EngineAction;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** True for what the setting says now. */
  readonly isChosen: boolean;
}

export interface EngineOffer {
  /** Null while nothing was measured. */
  readonly table: BackendTable | null;
  readonly wanted: ComputeEngine;
  /** Whether TensorFlow can be installed, and is not. */
  readonly canInstall: boolean;
}

/** Numbers of any size in three digits. */
const speedText = (row: MeasuredBackend, { t, language }: Words): string => {
  const imagesPerSecond = imagesPerSecondOf(row);
  if (row.stepMs === null || imagesPerSecond === null) return t('not measured to the end');
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  return t(
    '{0} ms a step, {1} images/s',
    number.format(row.stepMs),
    number.format(imagesPerSecond),
  );
};

const rowItem = (row: MeasuredBackend, offer: EngineOffer, words: Words): EngineItem => {
  const { t } = words;
  const { backend, works, device, reason } = row;
  const isFastest = chosenByAuto(offer.table ?? [])?.backend === backend;
  const facts = [
    ...(works ? [speedText(row, words)] : [t('does not work here')]),
    ...(isFastest ? [t('the fastest here')] : []),
  ];
  return {
    action: { kind: 'use', engine: backend },
    label: backendTitles[backend],
    description: device,
    detail:
      reason === undefined ? facts.join(' · ') : `${facts.join(' · ')} · ${inLanguage(reason, t)}`,
    isChosen: offer.wanted === backend,
  };
};

/** Auto, each backend that was measured, the fastest first, and what else can be done. */
export const engineItems = (offer: EngineOffer, words: Words): readonly EngineItem[] => {
  const { t } = words;
  const { table, wanted, canInstall } = offer;
  const fastest = chosenByAuto(table ?? []);
  const plain = { description: '', isChosen: false };
  return [
    {
      action: { kind: 'use', engine: 'auto' },
      label: t('Auto'),
      description:
        fastest === null
          ? ''
          : t('takes {0}', backendText({ name: fastest.backend, device: fastest.device })),
      detail: t('The fastest engine that works on this machine.'),
      isChosen: wanted === 'auto',
    },
    ...(table ?? []).map((row) => rowItem(row, offer, words)),
    {
      ...plain,
      action: { kind: 'measure' },
      label: table === null ? t('Measure') : t('Measure Again'),
      detail: t('Times a training step with each engine; takes a few seconds.'),
    },
    ...(canInstall
      ? [
          {
            ...plain,
            action: { kind: 'install' as const },
            label: t('Install TensorFlow Engine…'),
            detail: t('Trains several times faster on the processor; a download.'),
          },
        ]
      : []),
  ];
};

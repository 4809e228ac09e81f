/** What a page shows when something failed, and how it waits. */
import { html, type TemplateResult } from 'lit';

import { t } from '../text.js';
import { button, progressRing } from './controls.js';
import type { NextStep } from './emptyState.js';
import { icon } from './icons.js';

/** The sentence that a failed request carries, or a general one. */
export const errorText = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : t('Something went wrong.');

/** A sentence on what failed, and a way to try again. */
export const errorState = (options: {
  readonly text: string;
  readonly onRetry?: () => void;
  /** What may be done instead. */
  readonly steps?: readonly NextStep[];
}): TemplateResult => html`
  <div class="state" role="alert">
    <div class="state-icon state-error">${icon('error')}</div>
    <p>${options.text}</p>
    ${
      options.onRetry === undefined
        ? null
        : button({
            label: t('Try again'),
            icon: 'refresh',
            appearance: 'primary',
            onClick: options.onRetry,
          })
    }
    ${(options.steps ?? []).map(({ label, onClick }) =>
      button({ label, appearance: 'secondary', onClick }),
    )}
  </div>
`;

/** What is missing or did not happen, above what is there; nothing for null. */
export const problemLine = (problem: string | null, onRetry?: () => void): TemplateResult | null =>
  problem === null
    ? null
    : html`<div class="problem" role="alert">
        ${icon('error')}<span>${problem}</span>${
          onRetry === undefined
            ? null
            : button({
                label: t('Try again'),
                icon: 'refresh',
                appearance: 'secondary',
                onClick: onRetry,
              })
        }
      </div>`;

/** Says what is being waited for. */
export const loadingState = (text: string): TemplateResult => html`
  <div class="state" role="status">
    ${progressRing({ label: text })}
    <p>${text}</p>
  </div>
`;

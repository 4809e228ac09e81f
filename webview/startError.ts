/** What a page shows when it cannot even start: no element can be relied on here. */
import { errorText } from './parts/errorState.js';
import { t } from './text.js';

/** Writes the reason onto the page. */
export const showStartError = (body: HTMLElement, error: unknown): void => {
  const message = document.createElement('p');
  message.setAttribute('role', 'alert');
  message.textContent = t('This view cannot be shown. {0}', errorText(error));
  body.append(message);
};

/** How many images are selected, and what can be done with them. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import type { MovedImages } from '../../../src/protocol/moving.js';
import { button } from '../../parts/controls.js';
import { formatCount } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { shortenPath } from '../../parts/pathText.js';
import { t } from '../../text.js';

/** Images that are opened at once. */
export const mostOpened = 6;
/** Images that stayed, as they are listed. */
const mostListed = 20;

export const mapSelectionStyles: CSSResult = css`
  .selection {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    min-height: 28px;
    margin-bottom: 8px;
  }
  .selection .said {
    font-variant-numeric: tabular-nums;
  }
  .moved {
    margin-bottom: 12px;
  }
  .moved ul {
    max-height: 160px;
    margin: 4px 0 0;
    padding-inline-start: 20px;
    overflow-y: auto;
  }
`;

export const selectionText = (count: number): string =>
  count === 1 ? t('1 image selected') : t('{0} images selected', formatCount(count));

export const mapSelection = (options: {
  readonly selected: number;
  readonly isMoving: boolean;
  /** What came of the last action, or ''. */
  readonly said: string;
  readonly onSelectSeen: () => void;
  readonly onCopy: () => void;
  readonly onOpen: () => void;
  readonly onMove: () => void;
  readonly onClear: () => void;
}): TemplateResult => {
  const { selected, isMoving } = options;
  return html`<div class="selection" role="group" aria-label=${t('Selection')}>
    <span class="said" role="status"
      >${selected === 0 ? t('No image selected') : selectionText(selected)}${
        options.said === '' ? '' : ` · ${options.said}`
      }</span
    >
    ${
      selected === 0
        ? button({
            label: t('Select what is seen'),
            appearance: 'secondary',
            onClick: options.onSelectSeen,
          })
        : [
            button({
              label: t('Copy paths'),
              icon: 'copy',
              appearance: 'secondary',
              onClick: options.onCopy,
            }),
            button({
              label: selected <= mostOpened ? t('Open') : t('Open the first {0}', mostOpened),
              icon: 'linkExternal',
              appearance: 'secondary',
              onClick: options.onOpen,
            }),
            button({
              label: t('Move to a folder…'),
              icon: 'folderOpened',
              appearance: 'secondary',
              disabled: isMoving,
              onClick: options.onMove,
            }),
            button({
              label: t('Clear the selection'),
              icon: 'close',
              appearance: 'icon',
              onClick: options.onClear,
            }),
          ]
    }
  </div>`;
};

/** What became of images that were to be moved. */
export const movedReport = (
  { target, moved, stayed }: MovedImages,
  isMoving: boolean,
  onBack: (() => void) | null,
): TemplateResult =>
  html`<div class="moved" role="status">
    <div class="row">
      <span
        >${
          moved.length === 1
            ? t('1 image was moved to {0}.', shortenPath(target, 60))
            : t('{0} images were moved to {1}.', formatCount(moved.length), shortenPath(target, 60))
        }</span
      >
      ${
        onBack === null || moved.length === 0
          ? null
          : button({
              label: t('Move back'),
              icon: 'history',
              appearance: 'secondary',
              disabled: isMoving,
              onClick: onBack,
            })
      }
    </div>
    ${
      stayed.length === 0
        ? null
        : html`<div class="row">
              ${icon('warning')}<span
                >${
                  stayed.length === 1
                    ? t('1 image stayed where it is:')
                    : t('{0} images stayed where they are:', formatCount(stayed.length))
                }</span
              >
            </div>
            <ul tabindex="0">
              ${stayed
                .slice(0, mostListed)
                .map(
                  ({ path, message }) =>
                    html`<li><span class="path">${path}</span>: ${message}</li>`,
                )}
              ${
                stayed.length > mostListed
                  ? html`<li>${t('and {0} more', formatCount(stayed.length - mostListed))}</li>`
                  : null
              }
            </ul>`
    }
  </div>`;

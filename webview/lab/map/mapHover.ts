/** What is known of the image that is pointed at, beside its point. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import type { ImageMap } from '../../../src/protocol/embedding.js';
import { cssProperties } from '../../parts/cssProperties.js';
import { formatPercent, formatSignificant } from '../../parts/format.js';
import { shortenPath } from '../../parts/pathText.js';
import { t } from '../../text.js';
import type { Thumbnail } from '../images/thumbnails.js';
import type { Place } from './mapView.js';

/** Width of the card and its distance from the point, in px. */
const cardWidth = 200;
const distance = 14;

export const mapHoverStyles: CSSResult = css`
  .card-of-point {
    position: absolute;
    z-index: 1;
    width: 200px;
    padding: 6px;
    border: 1px solid
      var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, var(--line)));
    border-radius: 4px;
    background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background));
    color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    font-size: 0.92em;
    pointer-events: none;
  }
  .card-of-point .picture {
    display: grid;
    place-items: center;
    height: 128px;
    margin-bottom: 6px;
    text-align: center;
  }
  .card-of-point img {
    width: 100%;
    height: 128px;
    object-fit: contain;
    border-radius: 2px;
  }
  .card-of-point dl {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 8px;
    margin: 4px 0 0;
  }
  .card-of-point dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    text-align: end;
    overflow-wrap: anywhere;
  }
`;

/** Names and values of what is known of an image, besides its path. */
export const factsOf = (
  { classes, labels, rotation }: ImageMap,
  point: number,
): readonly (readonly [string, string])[] => {
  const label = labels[point];
  const upright = rotation?.upright?.[point];
  return [
    ...(label == null ? [] : [[t('Label'), classes[label] ?? ''] as const]),
    ...(rotation === null
      ? []
      : [
          [t('Anomaly score (nats)'), formatSignificant(rotation.score[point] ?? NaN)] as const,
          [t('Turns answered right'), formatPercent(rotation.right[point] ?? NaN)] as const,
        ]),
    ...(upright == null ? [] : [[t('Upright taken for'), `${upright * 90}°`] as const]),
  ];
};

const picture = (thumbnail: Thumbnail): TemplateResult | string | null => {
  switch (thumbnail.kind) {
    case 'there':
      return html`<img src=${thumbnail.url} alt="" />`;
    case 'missing':
      return thumbnail.message;
    case 'loading':
      return null;
  }
};

/** @param at the point, in px of the map, whose size is `width` and `height` */
export const mapHover = (
  map: ImageMap,
  point: number,
  thumbnail: Thumbnail,
  { x, y }: Place,
  { width, height }: { readonly width: number; readonly height: number },
): TemplateResult => {
  const isLeft = x + distance + cardWidth > width;
  const isAbove = y > height / 2;
  return html`<div
    class="card-of-point"
    aria-hidden="true"
    ${cssProperties({
      left: `${Math.max(0, isLeft ? x - distance - cardWidth : x + distance)}px`,
      top: isAbove ? undefined : `${y + distance}px`,
      bottom: isAbove ? `calc(100% - ${y - distance}px)` : undefined,
    })}
  >
    <div class="picture">${picture(thumbnail)}</div>
    <div class="path">${shortenPath(map.paths[point] ?? '', 60)}</div>
    <dl>
      ${factsOf(map, point).map(
        ([name, value]) =>
          html`<dt class="muted">${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </div>`;
};

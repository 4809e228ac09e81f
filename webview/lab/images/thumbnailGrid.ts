/** A grid of images; a click opens one. All tabs that show many images show them in this. */
import { css, html, nothing, type CSSResult, type TemplateResult } from 'lit';

import { button } from '../../parts/controls.js';
import { icon, type IconName } from '../../parts/icons.js';
import { lastPart } from '../../parts/pathText.js';
import { t } from '../../text.js';
import type { Thumbnail } from './thumbnails.js';

export interface GridImage {
  /** Names the image among those of its folder. */
  readonly path: string;
  /** What is known of it, for tooltips and screen readers; its path when left out. */
  readonly name?: string;
  /** A figure in front of its file name, such as a score. */
  readonly figure?: string;
  /** A word or a sign in its corner; `name` says the same. */
  readonly badge?: string | { readonly icon: IconName };
}

/** What may be done with an image besides opening it. */
export interface GridAction {
  readonly label: (name: string) => string;
  readonly icon: IconName;
  readonly onClick: (path: string) => void;
}

export interface GridOptions {
  readonly images: readonly GridImage[];
  /** See `ThumbnailLoader.of`. */
  readonly thumbnailOf: (path: string) => Thumbnail;
  /** What a click on an image does, for screen readers; it opens the image when left out. */
  readonly clickLabel?: (name: string) => string;
  readonly onClick: (path: string) => void;
  readonly action?: GridAction;
}

export const thumbnailGridStyles: CSSResult = css`
  .thumbnails {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(88px, 1fr));
    gap: 10px;
    margin: 0 0 12px;
    padding: 0;
    list-style: none;
  }
  .thumbnails li {
    position: relative;
    min-width: 0;
  }
  .thumbnail {
    position: relative;
    display: block;
    width: 100%;
    aspect-ratio: 1;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }
  .thumbnail img,
  .blank {
    display: grid;
    place-items: center;
    width: 100%;
    height: 100%;
    object-fit: cover;
    background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
    color: var(--vscode-descriptionForeground);
  }
  .badge {
    position: absolute;
    top: 4px;
    right: 4px;
    pointer-events: none;
    padding: 0 5px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    font-size: 11px;
    line-height: 1.4;
  }
  .badge:has(.icon) {
    padding: 1px 2px;
  }
  .badge .icon {
    display: block;
  }
  .name {
    display: block;
    overflow: hidden;
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .figure {
    margin-inline-end: 2px;
    color: var(--vscode-foreground);
    font-variant-numeric: tabular-nums;
  }
  .thumbnail-action {
    position: absolute;
    top: 4px;
    left: 4px;
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    padding: 0;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 4px;
    background: var(--vscode-button-secondaryBackground, var(--vscode-editor-background));
    color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
    cursor: pointer;
  }
  @media (hover: hover) {
    .thumbnail-action {
      opacity: 0;
    }
    .thumbnails li:hover .thumbnail-action,
    .thumbnails li:focus-within .thumbnail-action {
      opacity: 1;
    }
  }
`;

const face = (thumbnail: Thumbnail): TemplateResult =>
  thumbnail.kind === 'there'
    ? html`<img src=${thumbnail.url} alt="" />`
    : html`<span class="blank" aria-busy=${thumbnail.kind === 'loading' ? 'true' : nothing}
        >${thumbnail.kind === 'missing' ? icon('warning') : null}</span
      >`;

const gridImage = (
  { path, name = path, figure, badge }: GridImage,
  { thumbnailOf, clickLabel, onClick, action }: GridOptions,
): TemplateResult => {
  const thumbnail = thumbnailOf(path);
  return html`<li>
    <button
      type="button"
      class="thumbnail"
      title=${thumbnail.kind === 'missing' ? `${name}\n${thumbnail.message}` : name}
      aria-label=${clickLabel?.(name) ?? t('Open {0}', name)}
      @click=${() => onClick(path)}
    >
      ${face(thumbnail)}
    </button>
    ${
      action === undefined
        ? null
        : html`<button
            type="button"
            class="thumbnail-action"
            title=${action.label(name)}
            aria-label=${action.label(name)}
            @click=${() => action.onClick(path)}
          >
            ${icon(action.icon)}
          </button>`
    }
    ${
      badge === undefined
        ? null
        : html`<span class="badge" aria-hidden="true"
            >${typeof badge === 'string' ? badge : icon(badge.icon)}</span
          >`
    }
    <span class="name" aria-hidden="true"
      >${figure === undefined ? null : html`<span class="figure">${figure}</span> `}${lastPart(path)}</span
    >
  </li>`;
};

/** Images of one folder, side by side. */
export const thumbnailGrid = (options: GridOptions): TemplateResult =>
  html`<ul class="thumbnails">
    ${options.images.map((image) => gridImage(image, options))}
  </ul>`;

/** Leads to the next images of a list; nothing when all of them are shown. */
export const moreButton = (
  total: number,
  shown: number,
  onMore: () => void,
): TemplateResult | null =>
  shown >= total
    ? null
    : button({ label: t('Show more'), appearance: 'secondary', onClick: onMore });

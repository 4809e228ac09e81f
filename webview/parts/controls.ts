/**
 * Buttons, fields and the like. The only file that knows the package they come from, so that
 * another one can take its place here alone.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { css, html, nothing, type CSSResult, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import * as z from 'zod';

import { icon, type IconName } from './icons.js';

/** Makes the controls known to the page; called once, before the first is drawn. */
export const defineControls = (): void => {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
};

/** Styles for elements that show controls. */
export const controlStyles: CSSResult = css`
  .field {
    display: flex;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
  }
  .field > vscode-text-field,
  .field > vscode-dropdown {
    width: 100%;
    min-width: 0;
    --input-min-width: 0px;
  }
  .field-label {
    line-height: 1.3;
  }
  .field-hint {
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }
  .field-error {
    display: flex;
    gap: 4px;
    color: var(--vscode-errorForeground);
    font-size: 0.92em;
  }
  .field-error .icon {
    width: 14px;
    height: 14px;
    margin-top: 2px;
  }
  /* The box alone is wrong, not its label. */
  .field-invalid > vscode-text-field::part(root) {
    outline: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    outline-offset: -1px;
  }
  .ring {
    display: inline-block;
    flex: none;
    width: 28px;
    height: 28px;
    border: 2px solid color-mix(in srgb, var(--vscode-progressBar-background) 25%, transparent);
    border-block-start-color: var(--vscode-progressBar-background, currentColor);
    border-radius: 50%;
  }
  .ring-small .ring {
    width: 16px;
    height: 16px;
  }
  @keyframes ring-turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .ring {
      animation: ring-turn 1s linear infinite;
    }
  }
  :host-context(.vscode-reduce-motion) .ring {
    animation: none;
  }
  @media (forced-colors: active) {
    .ring {
      border-block-start-color: Highlight;
    }
  }
`;

/** Labels are unique within an element, so an id can be made of one. */
const idOf = (label: string, part: string): string => `${part}-${label.replace(/\s+/g, '-')}`;

const hasValue = z.object({ value: z.string() });
const hasChecked = z.object({ checked: z.boolean() });

/** A button; with the appearance `icon` its label is read aloud and shown as a tooltip. */
export const button = (options: {
  readonly label: string;
  readonly icon?: IconName;
  readonly appearance: 'primary' | 'secondary' | 'icon';
  readonly disabled?: boolean;
  readonly onClick: () => void;
}): TemplateResult => {
  const onlyIcon = options.appearance === 'icon' && options.icon !== undefined;
  return html`<vscode-button
    appearance=${options.appearance}
    aria-label=${onlyIcon ? options.label : nothing}
    title=${onlyIcon ? options.label : nothing}
    ?disabled=${options.disabled ?? false}
    @click=${options.onClick}
    >${options.icon === undefined ? null : icon(options.icon, onlyIcon ? undefined : 'start')}${
      onlyIcon ? null : options.label
    }</vscode-button
  >`;
};

const remarks = (
  label: string,
  error: string | undefined,
  hint: string | undefined,
): TemplateResult => html`
  ${
    error === undefined
      ? null
      : html`<div class="field-error" id=${idOf(label, 'error')}>
          ${icon('error')}<span>${error}</span>
        </div>`
  }
  ${
    hint === undefined
      ? null
      : html`<div class="field-hint" id=${idOf(label, 'hint')}>${hint}</div>`
  }
`;

/**
 * The input lies in the control's own tree, where ids of this tree mean nothing: its description
 * has to be handed over as text.
 */
const describeInput =
  (error: string | undefined, hint: string | undefined) =>
  (control: Element | undefined): void => {
    if (control === undefined) return;
    const describe = (): void => {
      const input = control.shadowRoot?.querySelector('input');
      if (input == null) return;
      const text = [error, hint].filter((part) => part !== undefined).join(' ');
      if (text === '') input.removeAttribute('aria-description');
      else input.setAttribute('aria-description', text);
      if (error === undefined) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    };
    describe();
    // A control that is new draws its input a moment later.
    requestAnimationFrame(describe);
  };

/** One line of text. An error takes the place of nothing: the hint stays. */
export const textField = (options: {
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly disabled?: boolean;
  readonly inputMode?: 'text' | 'numeric' | 'decimal';
  readonly onInput: (value: string) => void;
}): TemplateResult => html`
  <div class="field ${options.error === undefined ? '' : 'field-invalid'}">
    <vscode-text-field
      .value=${live(options.value)}
      inputmode=${options.inputMode ?? nothing}
      ?disabled=${options.disabled ?? false}
      @input=${(event: Event) => {
        const target = hasValue.safeParse(event.target);
        if (target.success) options.onInput(target.data.value);
      }}
      ${ref(describeInput(options.error, options.hint))}
      >${options.label}</vscode-text-field
    >
    ${remarks(options.label, options.error, options.hint)}
  </div>
`;

/** A choice of one among several. */
export const select = (options: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly disabled?: boolean;
  readonly hint?: string | undefined;
  readonly onChange: (value: string) => void;
}): TemplateResult => html`
  <div class="field">
    <span class="field-label" aria-hidden="true">${options.label}</span>
    <vscode-dropdown
      aria-label=${options.label}
      aria-describedby=${options.hint === undefined ? nothing : idOf(options.label, 'hint')}
      ?disabled=${options.disabled ?? false}
      @change=${(event: Event) => {
        const target = hasValue.safeParse(event.target);
        if (target.success && target.data.value !== options.value) {
          options.onChange(target.data.value);
        }
      }}
      .value=${live(options.value)}
    >
      ${options.options.map(
        ({ value, label }) =>
          html`<vscode-option value=${value} ?selected=${value === options.value}
            >${label}</vscode-option
          >`,
      )}
    </vscode-dropdown>
    ${remarks(options.label, undefined, options.hint)}
  </div>
`;

/** A box to tick. */
export const checkbox = (options: {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly hint?: string | undefined;
  readonly onChange: (checked: boolean) => void;
}): TemplateResult => html`
  <div class="field">
    <vscode-checkbox
      .checked=${live(options.checked)}
      aria-label=${options.label}
      aria-describedby=${options.hint === undefined ? nothing : idOf(options.label, 'hint')}
      ?disabled=${options.disabled ?? false}
      @change=${(event: Event) => {
        const target = hasChecked.safeParse(event.target);
        if (target.success && target.data.checked !== options.checked) {
          options.onChange(target.data.checked);
        }
      }}
      >${options.label}</vscode-checkbox
    >
    ${remarks(options.label, undefined, options.hint)}
  </div>
`;

/**
 * Turns while something is waited for, and stands still for those who want less motion. The package's
 * own ring turns in a tree of its own, where neither setting could reach it.
 */
export const progressRing = (options: { readonly label: string }): TemplateResult =>
  html`<span class="ring" role="progressbar" aria-label=${options.label}></span>`;

/** A button with three dots that opens a short menu, and says beside itself what came of a choice. */
import { html, LitElement, type TemplateResult } from 'lit';

import { cssProperties } from '../cssProperties.js';
import { errorText } from '../errorState.js';
import { icon, type IconName } from '../icons.js';
import { baseStyles } from '../styles.js';
import { t } from '../../text.js';
import { overflowMenuStyles } from './overflowMenuStyles.js';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  /**
   * Does it. What is resolved is said to the user, null says nothing.
   * @param from the menu, for `handOver`
   */
  readonly run: (from: HTMLElement) => Promise<string | null>;
}

/** How long it is said what came of a choice. */
const saidForMs = 4000;

export class OverflowMenu extends LitElement {
  static override properties = {
    label: { attribute: false },
    items: { attribute: false },
    isOpen: { state: true },
    said: { state: true },
    place: { state: true },
  };
  static override styles = [baseStyles, overflowMenuStyles];

  /** What the choices are about, read aloud. */
  declare label: string;
  declare items: readonly MenuItem[];
  declare private isOpen: boolean;
  declare private said: { readonly text: string; readonly isFailure: boolean } | null;
  declare private place: { readonly top: number; readonly left: number };
  /** Rises with each choice: what came of an earlier one is not said any more. */
  #chosen = 0;
  #silence: number | undefined;

  constructor() {
    super();
    this.label = '';
    this.items = [];
    this.isOpen = false;
    this.said = null;
    this.place = { top: 0, left: 0 };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#silence);
    window.removeEventListener('scroll', this.#close, { capture: true });
  }

  override render(): TemplateResult {
    return html`<span class="said ${this.said?.isFailure === true ? 'failed' : ''}" role="status"
        >${this.said?.text}</span
      ><button
        type="button"
        class="opener"
        aria-haspopup="menu"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        aria-label=${this.label}
        title=${this.label}
        popovertarget="menu"
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          this.#menu?.showPopover();
        }}
      >
        ${icon('ellipsis')}
      </button>
      <div
        class="menu"
        id="menu"
        role="menu"
        popover="auto"
        aria-label=${this.label}
        ${cssProperties({ '--top': `${this.place.top}px`, '--left': `${this.place.left}px` })}
        @beforetoggle=${({ newState }: ToggleEvent) => {
          const hasFocus = this.#buttons.some((button) => button.matches(':focus'));
          if (newState === 'closed' && hasFocus) this.#opener?.focus();
        }}
        @toggle=${(event: ToggleEvent) => void this.#turn(event.newState === 'open')}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
        @focusout=${({ relatedTarget }: FocusEvent) => {
          // A press on the opener closes the menu by itself.
          if (relatedTarget !== this.#opener && !this.#menuHas(relatedTarget)) this.#close();
        }}
      >
        ${this.items.map(
          (item) =>
            html`<button
              type="button"
              class="item"
              role="menuitem"
              tabindex="-1"
              @click=${() => void this.#choose(item)}
            >
              ${icon(item.icon)}<span>${item.label}</span>
            </button>`,
        )}
      </div>`;
  }

  get #menu(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.menu');
  }

  get #buttons(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.item')];
  }

  #menuHas(target: EventTarget | null): boolean {
    return target instanceof Node && (this.#menu?.contains(target) ?? false);
  }

  get #opener(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.opener');
  }

  readonly #close = (): void => this.#menu?.hidePopover();

  /** Takes in that the menu opened or closed. */
  async #turn(isOpen: boolean): Promise<void> {
    this.isOpen = isOpen;
    // The menu lies above the page and does not scroll with it.
    if (isOpen) window.addEventListener('scroll', this.#close, { capture: true });
    else window.removeEventListener('scroll', this.#close, { capture: true });
    const menu = this.#menu;
    const opener = this.#opener;
    if (!isOpen || menu === null || opener === null) return;
    const { bottom, top, right } = opener.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const isBelow = bottom + height + 4 <= window.innerHeight || top < height;
    this.place = {
      top: isBelow ? bottom + 2 : top - height - 2,
      left: Math.max(4, right - width),
    };
    await this.updateComplete;
    this.#buttons[0]?.focus({ preventScroll: true });
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Tab') {
      // The focus is on the button again before the key moves it on.
      this.#close();
      return;
    }
    const buttons = this.#buttons;
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % buttons.length,
      ArrowUp: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    // The chart or table around it has keys of its own.
    event.stopPropagation();
    buttons[to]?.focus();
  }

  async #choose(item: MenuItem): Promise<void> {
    this.#close();
    this.#chosen += 1;
    const chosen = this.#chosen;
    this.said = null;
    clearTimeout(this.#silence);
    try {
      const text = await item.run(this);
      if (chosen !== this.#chosen || text === null) return;
      this.said = { text, isFailure: false };
      this.#silence = setTimeout(() => {
        this.said = null;
      }, saidForMs);
    } catch (error) {
      // It stays until something else is chosen: a failure takes longer to read.
      if (chosen === this.#chosen) this.said = { text: errorText(error), isFailure: true };
    }
  }
}

/**
 * @param name what the choices are about, such as a chart's title
 * @param items for more than one kind of them: `[...figureItems(…), ...tableItems(…)]`
 */
export const overflowMenu = (name: string, items: readonly MenuItem[]): TemplateResult =>
  html`<overflow-menu .label=${t('More actions: {0}', name)} .items=${items}></overflow-menu>`;

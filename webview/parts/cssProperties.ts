/**
 * Sets CSS properties of an element through its style object. The pages' security policy refuses
 * `style="…"` in markup, and lit's own directive writes that attribute at first.
 */
import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

/** Values by property name (`width`, `--share`); undefined removes the property. */
export type CssProperties = Readonly<Record<string, string | number | undefined>>;

class CssPropertiesDirective extends Directive {
  readonly #set = new Map<string, string>();

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('cssProperties belongs into a tag.');
  }

  override update(part: ElementPart, [properties]: [CssProperties]): typeof noChange {
    const { element } = part;
    if (!(element instanceof HTMLElement || element instanceof SVGElement)) return noChange;
    for (const name of this.#set.keys()) {
      if (properties[name] !== undefined) continue;
      element.style.removeProperty(name);
      this.#set.delete(name);
    }
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || this.#set.get(name) === String(value)) continue;
      element.style.setProperty(name, String(value));
      this.#set.set(name, String(value));
    }
    return noChange;
  }

  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- lit takes the parameters of the directive from here.
  render(_properties: CssProperties): typeof noChange {
    return noChange;
  }
}

/** In a tag: `<div ${cssProperties({ width: '40%' })}></div>`. */
export const cssProperties = directive(CssPropertiesDirective);

/** Markup of an SVG file that stands alone: text, so that it is made and tested without a page. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Text within a tag or an attribute. Control characters have no place in XML at all. */
export const escapeXml = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- those that XML forbids.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A hundredth of a pixel is finer than any eye. */
const written = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : escapeXml(value);

/** An element; its children are markup already. Undefined attributes are left out. */
export const tag = (
  name: string,
  attributes: Attributes,
  children: readonly string[] = [],
): string => {
  const parts = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${written(value)}"`],
  );
  const open = `<${name}${parts.join('')}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
};

/** A line of text with its baseline at a point. */
export const textTag = (text: string, x: number, y: number, attributes: Attributes = {}): string =>
  tag('text', { x, y, ...attributes }, [escapeXml(text)]);

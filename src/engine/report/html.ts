/** Markup in which every value is text unless it was made here: paths and labels may be anything. */

/** Finished markup. Only `html` makes it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = string | number | Html | readonly Html[] | null;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or for an attribute in quotation marks. Control characters become spaces. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character)
    // eslint-disable-next-line no-control-regex -- these are what no document may hold
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' ');

const render = (value: HtmlValue): string => {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
};

/** Tag of a template; values are put in as text, `Html` as it is, null as nothing. */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  new Html(parts.map((part, i) => part + render(values[i] ?? null)).join(''));

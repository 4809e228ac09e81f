/** The parts that sections are built of. */
import { html, type Html, type HtmlValue } from '../html.js';

export const section = (title: string, ...content: readonly (Html | null)[]): Html =>
  html`<section>
    <h2>${title}</h2>
    ${content.filter((part) => part !== null)}
  </section>`;

/** Names and values; a value of null is left out with its name. */
export const facts = (rows: readonly (readonly [name: string, value: HtmlValue])[]): Html =>
  html`<dl class="facts">
    ${rows
      .filter(([, value]) => value !== null)
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;

/** A table whose first column is words and whose others are numbers. */
export const table = (header: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html =>
  html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${header.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = null, ...others]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${others.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** An image of a run's samples, or a blank square where none was kept. */
export const picture = (bytes: Uint8Array | undefined, alt: string): Html =>
  bytes === undefined
    ? html`<span class="blank" role="img" aria-label="${alt}"></span>`
    : html`<img
        alt="${alt}"
        src="data:image/webp;base64,${Buffer.from(bytes).toString('base64')}"
      />`;

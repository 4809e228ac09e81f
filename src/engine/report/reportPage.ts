/** A report as one document that loads nothing. Pure. */
import { createHash } from 'node:crypto';

import { taskName } from '../../protocol/runWords.js';
import type { ReportSubject } from './gatherReport.js';
import { html, Html } from './html.js';
import { reportStyles } from './reportStyles.js';
import type { ReportWords } from './reportWords.js';
import { curves } from './sections/curves.js';
import { evaluations } from './sections/evaluations.js';
import { making } from './sections/making.js';
import { overview } from './sections/overview.js';
import { permutations } from './sections/permutations.js';
import { puzzles } from './sections/puzzles.js';
import { rotations } from './sections/rotations.js';

/** What tells a report from any other page; it stands within the first bytes of one. */
export const reportMark = '<meta name="generator" content="Pretext Lab report">';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Nothing runs and nothing is loaded: one style sheet, and images that lie in the page itself. */
const contentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hashOf(reportStyles)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The text of the file. */
export const reportPage = (subject: ReportSubject, words: ReportWords): string => {
  const { details, samples, permutationSet } = subject;
  const { config } = details;
  const title = `${taskName(config.task, words.t)} · ${config.preset}`;
  const body = [
    overview(subject, words),
    curves(subject, words),
    puzzles(samples, permutationSet, words),
    config.task === 'jigsaw' ? null : rotations(subject, words),
    evaluations(subject.evaluations, words),
    permutations(permutationSet, words),
    making(subject, words),
  ].filter((part) => part !== null);
  const page = html`<html lang="${words.language}">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      ${new Html(`<style>${reportStyles}</style>`)}
    </head>
    <body>
      <main>${body}</main>
      <footer>${words.t('Made by Pretext Lab.')}</footer>
    </body>
  </html>`;
  return `<!DOCTYPE html>\n${reportMark}\n${page.markup}\n`;
};

/** What a check of a folder of images found, as a document to read. Pure. */
import type { FolderSummary } from '../protocol/run.js';
import { inLanguage } from '../protocol/sentence.js';
import type { Words } from './outside.js';

/** Rows of a table that are shown. */
const mostRows = 500;

/** Keeps a name from being read as Markdown. */
const plain = (text: string): string =>
  text.replace(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&').replace(/\s+/g, ' ');

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** @param folder absolute path */
export const folderReport = (
  folder: string,
  summary: FolderSummary,
  { t, language }: Words,
): string => {
  const count = (value: number): string => new Intl.NumberFormat(language).format(value);
  const section = (
    title: string,
    header: readonly string[],
    rows: readonly (readonly string[])[],
  ): string => {
    const hidden = rows.length - mostRows;
    const more = hidden > 0 ? `\n\n${t('… and {0} more.', count(hidden))}` : '';
    return `## ${title}\n\n${table(header, rows.slice(0, mostRows))}${more}`;
  };

  const parts = [
    `# ${plain(folder)}`,
    table(
      [t('What'), t('Result')],
      [
        [t('Files'), count(summary.files)],
        [t('Readable images'), count(summary.readable)],
        [t('Skipped files'), count(summary.skipped.length)],
        [t('Duplicates'), count(summary.duplicates)],
        [
          t('Median size'),
          t('{0} × {1} px', count(summary.medianWidth), count(summary.medianHeight)),
        ],
      ],
    ),
  ];
  if (summary.warnings.length > 0) {
    const warnings = summary.warnings.map((warning) => `- ${plain(inLanguage(warning, t))}`);
    parts.push(`## ${t('Warnings')}\n\n${warnings.join('\n')}`);
  }
  if (summary.skipped.length > 0) {
    const rows = summary.skipped.map(({ path, message }) => [
      plain(path),
      plain(inLanguage(message, t)),
    ]);
    parts.push(section(t('Skipped files'), [t('File'), t('Reason')], rows));
  }
  const classes = Object.entries(summary.classes);
  if (classes.length > 0) {
    const rows = classes.map(([name, images]) => [plain(name), count(images)]);
    parts.push(section(t('Subfolders'), [t('Subfolder'), t('Images')], rows));
  }
  return `${parts.join('\n\n')}\n`;
};

/** The same in one sentence. */
export const folderReportLine = (
  folder: string,
  summary: FolderSummary,
  { t, language }: Words,
): string => {
  const count = (value: number): string => new Intl.NumberFormat(language).format(value);
  return t(
    '{0}: {1} readable images, {2} files skipped, {3} warnings.',
    folder,
    count(summary.readable),
    count(summary.skipped.length),
    count(summary.warnings.length),
  );
};

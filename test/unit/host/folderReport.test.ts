import { describe, expect, it } from 'vitest';

import { folderReport, folderReportLine } from '../../../src/host/folderReport.js';
import type { FolderSummary } from '../../../src/protocol/run.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { english, korean } from './world.js';

const summary: FolderSummary = {
  kind: 'folderSummary',
  files: 1203,
  readable: 1200,
  skipped: [
    { path: 'a|b.png', code: 'corrupt', message: sentence('It ends\nin the {0}.', 'middle') },
    { path: 'c.svg', code: 'svgRefused', message: sentence('SVG is not read.') },
  ],
  classes: { cats: 700, dogs: 500 },
  medianWidth: 640,
  medianHeight: 480,
  duplicates: 4,
  warnings: [sentence('All images are *{0}*.', 'grey')],
};

describe('the report on a folder', () => {
  it('reads as a document', () => {
    expect(folderReport('/images', summary, english)).toMatchInlineSnapshot(`
      "# /images

      | What | Result |
      | --- | --- |
      | Files | 1,203 |
      | Readable images | 1,200 |
      | Skipped files | 2 |
      | Duplicates | 4 |
      | Median size | 640 × 480 px |

      ## Warnings

      - All images are \\*grey\\*.

      ## Skipped files

      | File | Reason |
      | --- | --- |
      | a\\|b.png | It ends in the middle. |
      | c.svg | SVG is not read. |

      ## Subfolders

      | Subfolder | Images |
      | --- | --- |
      | cats | 700 |
      | dogs | 500 |
      "
    `);
  });

  it('cuts long lists and says so', () => {
    const skipped = Array.from({ length: 1502 }, (_, i) => ({
      path: `${i}.png`,
      code: 'corrupt' as const,
      message: sentence('Broken.'),
    }));
    const report = folderReport('/images', { ...summary, skipped }, english);
    expect(report).toContain('| 499.png |');
    expect(report).not.toContain('| 500.png |');
    expect(report).toContain('… and 1,002 more.');
  });

  it('says what the engine found in the language of the user', () => {
    const report = folderReport('/images', summary, korean);
    expect(report).toContain('- «All images are \\*grey\\*.»');
    expect(report).toContain('| c.svg | «SVG is not read.» |');
  });

  it('leaves out what there is not', () => {
    const clean = { ...summary, skipped: [], warnings: [], classes: {} };
    expect(folderReport('/images', clean, english)).not.toContain('##');
  });

  it('is one line in the log', () => {
    expect(folderReportLine('/images', summary, english)).toBe(
      '/images: 1,200 readable images, 2 files skipped, 1 warnings.',
    );
  });
});

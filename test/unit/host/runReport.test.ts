import { describe, expect, it } from 'vitest';

import { writeRunReport } from '../../../src/host/runReport.js';
import { sentence, type Sentence } from '../../../src/protocol/sentence.js';
import { createFakeReader, english, korean, runFolder } from './world.js';

const asked: unknown[] = [];
const readerOf = (problems: readonly Sentence[]) =>
  createFakeReader({
    writeReport: (params) => {
      asked.push(params);
      return { kind: 'report', file: '/out/a.html', bytes: 10, problems };
    },
  });

describe('the report of a run', () => {
  it('is suggested beside the run folder, and written in the language of the editor', async () => {
    let suggested = '';
    const written = await writeRunReport(runFolder, {
      client: readerOf([]),
      words: korean,
      translations: { Loss: '손실' },
      askWhere: (file) => {
        suggested = file;
        return Promise.resolve('/out/a.html');
      },
    });
    expect(suggested).toBe('/images/cats/.pretext-lab/runs/20260102-rotation report.html');
    expect(asked.at(-1)).toEqual({
      runFolder,
      outFile: '/out/a.html',
      overwrite: true,
      language: 'ko',
      translations: { Loss: '손실' },
    });
    expect(written).toEqual({
      file: '/out/a.html',
      news: '«The report of 20260102-rotation is written.»',
    });
  });

  it('says what is missing from it', async () => {
    const written = await writeRunReport(runFolder, {
      client: readerOf([sentence('The samples cannot be read.')]),
      words: { ...english, language: 'qps-ploc' },
      translations: {},
      askWhere: () => Promise.resolve('/out/a.html'),
    });
    expect(written?.news).toBe(
      'The report of 20260102-rotation is written. The samples cannot be read.',
    );
    expect(asked.at(-1)).toMatchObject({ language: 'en' });
  });

  it('is not written when the dialog is closed', async () => {
    const client = readerOf([]);
    const askWhere = () => Promise.resolve(null);
    const options = { client, words: english, translations: {}, askWhere };
    expect(await writeRunReport(runFolder, options)).toBeNull();
    expect(client.names).toEqual([]);
  });
});

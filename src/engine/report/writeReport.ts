/** The report of a run as one file, from the request to its result. */
import { lstat, open } from 'node:fs/promises';

import type { EngineParams, EngineResult } from '../../protocol/engineProtocol.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { outFileAdvice, requirePlace } from '../outFile.js';
import { nodeDisk, writeFileAtomically } from '../runFolder/atomicFile.js';
import type { ProcessTable } from '../runFolder/runLock.js';
import { gatherReport } from './gatherReport.js';
import { reportMark, reportPage } from './reportPage.js';
import { createReportWords } from './reportWords.js';

/** The mark stands right behind the document type. */
const headBytes = 256;

const readHead = async (file: string): Promise<string> => {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** Only an earlier report is replaced. @throws LabError `badArgument` */
const requireOwn = async (file: string): Promise<void> => {
  const found = await lstat(file).catch(() => null);
  if (found === null) return;
  const head = found.isFile() ? await readHead(file).catch(() => '') : '';
  if (head.includes(reportMark)) return;
  throw new LabError(
    'badArgument',
    sentence(
      '{0} is there already and is no report of the Lab; choose another file (--out), or have it overwritten (--force).',
      file,
    ),
  );
};

/**
 * Writes a run's report: one HTML file that loads nothing.
 * @throws LabError `badArgument` when the file is there and is no report, `runUnreadable`,
 *   `notWritable`, `diskFull`
 */
export const writeReport = async (
  { runFolder, outFile, overwrite, language, translations }: EngineParams<'writeReport'>,
  processes: ProcessTable,
): Promise<EngineResult<'writeReport'>> => {
  await requirePlace(outFile);
  if (!overwrite) await requireOwn(outFile);
  const subject = await gatherReport(runFolder, processes);
  const page = reportPage(subject, createReportWords(language, translations));
  const bytes = Buffer.from(page);
  await writeFileAtomically(outFile, [bytes], bytes.byteLength, nodeDisk, outFileAdvice);
  const { problems } = subject;
  return { kind: 'report', file: outFile, bytes: bytes.byteLength, problems: [...problems] };
};

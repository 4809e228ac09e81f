/** What a run measured earlier, from its run folder. */
import type { EngineClient } from '../protocol/engineProtocol.js';
import { errorText } from './errorText.js';
import type { RunRecord } from './liveRun.js';
import type { Logger, Words } from './outside.js';

export interface CurvesReader {
  readonly client: EngineClient;
  readonly logger: Logger;
  readonly words: Words;
  /** The record tells of a problem, or has got over one. */
  readonly onChange: () => void;
}

/** Puts what was measured before what is known. Never rejects: the run says why it could not. */
export const readCurves = async (
  runFolder: string,
  record: RunRecord,
  { client, logger, words, onChange }: CurvesReader,
): Promise<void> => {
  const read = async (): Promise<void> => {
    record.prependHistory(await client.call('readHistory', { runFolder }));
  };
  try {
    await read();
  } catch (error) {
    logger.warn(`The curves of ${runFolder} cannot be read: ${String(error)}`);
    const text = words.t(
      'What this run measured earlier cannot be shown: {0}',
      errorText(error, words),
    );
    const retry = async (): Promise<void> => {
      await read();
      onChange();
    };
    record.tellProblem({ text, retry });
    onChange();
  }
};

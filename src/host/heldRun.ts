/** A run that another process trains. */
import { resolve } from 'node:path';

import type { EngineClient } from '../protocol/engineProtocol.js';
import type { RunSummary } from '../protocol/runSummary.js';
import type { Words } from './outside.js';

export type Holder = NonNullable<RunSummary['holder']>;

/** The point in time as the user writes it; what is no date is shown as it is. */
const pointInTime = (iso: string, language: string): string => {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    date,
  );
};

/** Who trains a run, since when, and what to do about it. */
export const heldRunText = (runFolder: string, holder: Holder, { t, language }: Words): string =>
  t(
    'The run {0} is being trained by process {1} on {2} since {3}; wait until it has ended, or stop it there.',
    runFolder,
    holder.pid,
    holder.hostName,
    pointInTime(holder.acquiredAt, language),
  );

export interface HeldRun {
  readonly runFolder: string;
  readonly holder: Holder;
}

/**
 * The first run of a folder that a living process trains, or null.
 * @param runsFolder where runs of all folders lie together, or null for the place inside `folder`
 * @throws RpcError when the runs cannot be listed
 */
export const findHeldRun = async (
  client: EngineClient,
  folder: string,
  runsFolder: string | null,
): Promise<HeldRun | null> => {
  const { runs } = await client.call('listRuns', { folder, runsFolder });
  for (const { runFolder, holder } of runs) {
    if (holder === null) continue;
    if (runsFolder === null) return { runFolder, holder };
    const details = await client.call('showRun', { runFolder });
    if (resolve(details.folder) === resolve(folder)) return { runFolder, holder };
  }
  return null;
};

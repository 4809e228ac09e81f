/** Opens the Lab at a tab with analyses that were done, for one test file. */
import { afterEach, expect } from 'vitest';

import type { AnalysisOutcome, AnalysisState } from '../../src/protocol/analysis.js';
import type { LabRequests, LabTab } from '../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { doneState, findingAnswers } from './findings.js';
import { makeSnapshot, playLabHost } from './labHost.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';

export interface Opening extends Partial<Omit<PanelOptions, 'host' | 'page'>> {
  readonly outcomes?: readonly AnalysisOutcome[];
  /** In place of the states of `outcomes`. */
  readonly states?: readonly AnalysisState[];
  readonly answers?: Partial<Handlers<LabRequests>>;
  readonly status?: Partial<RunStatus>;
}

/** @returns opens a page; pages are closed after each test, and may have had no problem */
export const labOpener = (tab: LabTab) => {
  const open: PanelPage[] = [];
  afterEach(async () => {
    for (const panel of open.splice(0)) {
      expect(panel.problems).toEqual([]);
      await panel.close();
    }
  });
  return async ({ outcomes = [], states, answers, status, ...options }: Opening = {}) => {
    const host = playLabHost(
      makeSnapshot(status),
      { ...findingAnswers(outcomes), ...answers },
      { tab, analyses: [...(states ?? outcomes.map(({ name }) => doneState(name)))] },
    );
    const panel = await openPanelPage({
      ...{ page: 'lab', theme: 'dark', width: 900, height: 900, host: host.connect },
      ...options,
    });
    open.push(panel);
    const asked = (name: string): unknown[] =>
      host.asked.filter((one) => one.name === name).map(({ params }) => params);
    return { page: panel.page, panel, host, asked };
  };
};

/** Whether something is cut off at the side. */
export const overflowPx = async ({ page }: Pick<PanelPage, 'page'>): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

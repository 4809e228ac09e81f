/** The status bar item while a run is on. */
import { l10n, MarkdownString, StatusBarAlignment, window } from 'vscode';

import type { RunStatus } from '../protocol/runStatus.js';
import type { HostServices } from './hostServices.js';
import type { Subscription } from './outside.js';
import { isUnderWay } from './runStatus.js';
import { createRunText, type RunText } from './runText.js';
import { createThrottle } from './throttle.js';

/** Shortest time between two changes: it is read, not watched. */
const updateEveryMs = 500;

const icon = ({ phase }: RunStatus): string =>
  phase === 'paused' ? 'debug-pause' : 'loading~spin';

export const createStatusBar = ({
  trainer,
  clock,
  words,
}: Pick<HostServices, 'trainer' | 'clock' | 'words'>): Subscription => {
  // Formats for numbers take tens of milliseconds to load: too long for a start without a run.
  let text: RunText | null = null;
  const item = window.createStatusBarItem('pretextLab.run', StatusBarAlignment.Left, 10);
  item.name = l10n.t('Pretext Lab');
  item.command = { command: 'pretextLab.openLab', title: l10n.t('Open Lab') };

  const update = (): void => {
    const status = trainer.current?.status ?? null;
    if (status === null || !isUnderWay(status)) {
      item.hide();
      return;
    }
    text ??= createRunText(words);
    const short = text.short(status);
    const waiting =
      trainer.queue.length === 0 ? [] : [l10n.t('Waiting runs: {0}', trainer.queue.length)];
    const lines = [...text.summary(status), ...waiting, l10n.t('Click to open the Lab.')];
    item.text = `$(${icon(status)}) ${short}`;
    const tooltip = new MarkdownString('');
    for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n');
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: l10n.t('Pretext Lab, {0}', short), role: 'button' };
    item.show();
  };
  const updates = createThrottle(clock, updateEveryMs, update);
  const changes = trainer.onChange(() => updates.request());
  return {
    dispose: () => {
      changes.dispose();
      updates.dispose();
      item.dispose();
    },
  };
};

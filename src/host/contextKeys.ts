/** Keeps the context keys that the manifest's menus and commands ask for. */
import { commands, workspace } from 'vscode';

import { availability, runsAvailability, unlistedRunsAvailability } from './availability.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import type { Subscription } from './outside.js';
import { trainingObstacle } from './workspaceGuard.js';

export const createContextKeys = (
  services: Pick<
    HostServices,
    'trainer' | 'reader' | 'analyst' | 'facts' | 'words' | 'runs' | 'runsNews' | 'log'
  >,
  lab: LabPanel,
): Subscription => {
  const { trainer, reader, analyst, facts, words, runs } = services;
  const told = new Map<string, boolean>();
  /** Rises with each news of the runs: what is found out about earlier ones comes too late. */
  let newest = 0;

  const tell = (keys: Readonly<Record<string, boolean>>): void => {
    for (const [key, value] of Object.entries(keys)) {
      if (told.get(key) === value) continue;
      told.set(key, value);
      void commands.executeCommand('setContext', key, value);
    }
  };
  const tellAll = (): void =>
    tell(
      availability({
        obstacle: trainingObstacle(facts(), words.t),
        current: trainer.current?.status ?? null,
        isTraining: trainer.isTraining,
        hasEngine: trainer.isBusy || reader.isRestartable || analyst.isRestartable,
        isQueueHeld: trainer.isQueueHeld,
        hasLab: lab.isOpen,
      }),
    );
  // A tree that is shown lists them afresh; otherwise their names on the disk have to do.
  const tellUnlistedRuns = (): void => {
    const asked = ++newest;
    runs.hasRuns().then(
      (hasRuns) => {
        if (asked === newest) tell(unlistedRunsAvailability(hasRuns));
      },
      (error: unknown) =>
        services.log.warn(`The folders of runs cannot be looked at: ${String(error)}`),
    );
  };
  tellAll();
  tellUnlistedRuns();

  const subscriptions: readonly Subscription[] = [
    trainer.onChange(tellAll),
    reader.onChange(tellAll),
    analyst.onChange(tellAll),
    lab.onChange(tellAll),
    workspace.onDidGrantWorkspaceTrust(tellAll),
    workspace.onDidChangeWorkspaceFolders(tellAll),
    services.runsNews.onChange(tellUnlistedRuns),
    runs.onListed((groups) => {
      newest += 1;
      tell(runsAvailability(groups));
    }),
  ];
  return {
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};

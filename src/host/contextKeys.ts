/** Keeps the context keys that the manifest's menus and commands ask for. */
import { commands, workspace } from 'vscode';

import { availability } from './availability.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import type { Subscription } from './outside.js';
import { trainingObstacle } from './workspaceGuard.js';

export const createContextKeys = (
  services: Pick<
    HostServices,
    'trainer' | 'facts' | 'engineObstacle' | 'words' | 'runs' | 'runsNews' | 'log'
  >,
  lab: LabPanel,
): Subscription => {
  const { trainer, facts, words, runs } = services;
  const told = new Map<string, boolean>();

  const tell = (key: string, value: boolean): void => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
  const tellAll = (): void => {
    const keys = availability({
      obstacle: trainingObstacle(facts(), words.t) ?? services.engineObstacle(),
      current: trainer.current?.status ?? null,
      isBusy: trainer.isBusy,
      queueLength: trainer.queue.length,
      isQueueHeld: trainer.isQueueHeld,
      hasLab: lab.isOpen,
    });
    for (const [key, value] of Object.entries(keys)) tell(key, value);
  };
  const tellRuns = (): void => {
    runs.hasRuns().then(
      (hasRuns) => tell('pretextLab.hasRuns', hasRuns),
      (error: unknown) =>
        services.log.warn(`The folders of runs cannot be looked at: ${String(error)}`),
    );
  };
  tellAll();
  tellRuns();

  const subscriptions: readonly Subscription[] = [
    trainer.onChange(tellAll),
    lab.onChange(tellAll),
    workspace.onDidGrantWorkspaceTrust(tellAll),
    workspace.onDidChangeWorkspaceFolders(tellAll),
    workspace.onDidChangeConfiguration(tellAll),
    services.runsNews.onChange(tellRuns),
  ];
  return {
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};

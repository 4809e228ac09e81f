/** The command that chooses the compute engine, and what is shown while engines are measured. */
import {
  commands,
  ConfigurationTarget,
  l10n,
  ProgressLocation,
  ThemeIcon,
  window,
  workspace,
  type QuickPickItem,
} from 'vscode';

import type { Measure } from '../launcher/choice/backendChoice.js';
import { backendTitles, type ComputeEngine } from '../protocol/backend.js';
import { chooseEngine } from './chooseEngine.js';
import type { CommandHandlers } from './commandIds.js';
import type { EngineItem } from './engineItems.js';
import type { HostServices } from './hostServices.js';
import type { Subscription } from './outside.js';
import { refuse } from './workspaceGuard.js';

/** Offered by the part of the extension that downloads TensorFlow. */
const installCommand = 'pretextLab.installTensorflowEngine';

/** Shows that engines are measured, and lets the user end that. */
export const showMeasuring = async (measure: Measure): Promise<void> => {
  await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Measuring what trains fastest here…'),
      cancellable: true,
    },
    (progress, token) => {
      const ending = new AbortController();
      token.onCancellationRequested(() => ending.abort());
      return measure(ending.signal, (backend) => {
        progress.report({ message: backendTitles[backend] });
      });
    },
  );
};

interface ShownItem extends QuickPickItem {
  readonly item: EngineItem;
}

const icon = ({ action, isChosen }: EngineItem): ThemeIcon => {
  if (action.kind === 'measure') return new ThemeIcon('dashboard');
  if (action.kind === 'install') return new ThemeIcon('cloud-download');
  return new ThemeIcon(isChosen ? 'check' : 'blank');
};

const pick = async (items: readonly EngineItem[]): Promise<EngineItem | null> => {
  const shown = items.map((item): ShownItem => ({
    item,
    label: item.label,
    description: item.description,
    detail: item.detail,
    iconPath: icon(item),
  }));
  const chosen = await window.showQuickPick(shown, {
    title: l10n.t('Choose Compute Engine'),
    placeHolder: l10n.t('What should runs and analyses be computed with?'),
    matchOnDescription: true,
  });
  return chosen?.item ?? null;
};

const use = async (engine: ComputeEngine): Promise<void> => {
  await workspace
    .getConfiguration('pretextLab')
    .update('computeEngine', engine, ConfigurationTarget.Global);
};

export const createEngineCommand = (services: HostServices): CommandHandlers => ({
  'pretextLab.chooseComputeEngine': async () => {
    const { choice, trainer, settings, words, tensorflow } = services;
    refuse(services.engineObstacle());
    await chooseEngine({
      ...{ choice, words, pick, use },
      wanted: () => settings().computeEngine,
      isBusy: () => trainer.isBusy,
      canInstall: tensorflow.canInstall,
      install: async () => {
        await commands.executeCommand(installCommand);
      },
    });
  },
});

/** Calls back when the user wants another engine. */
export const onEngineChosen = (listener: () => void): Subscription =>
  workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('pretextLab.computeEngine')) listener();
  });

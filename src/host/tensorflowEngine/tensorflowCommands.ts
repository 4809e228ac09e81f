/** The commands that install and remove the TensorFlow engine; what they do is loaded on demand. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { CommandHandlers } from '../commandIds.js';
import type { HostServices } from '../hostServices.js';
import { SpokenError } from '../spokenError.js';
import { refuse } from '../workspaceGuard.js';
import type { InstallerMachine, InstallerServices, openInstaller } from './installer.js';
import type { Installer } from './installerFlow.js';

interface InstallerModule {
  readonly openInstaller: typeof openInstaller;
}

const isInstallerModule = (loaded: unknown): loaded is InstallerModule =>
  typeof loaded === 'object' &&
  loaded !== null &&
  'openInstaller' in loaded &&
  typeof loaded.openInstaller === 'function';

/** The bundle lies beside that of the extension. */
const loadModule = (extensionFolder: string): InstallerModule => {
  const bundle = join(extensionFolder, 'dist', 'tensorflowInstaller.cjs');
  const loaded: unknown = createRequire(bundle)(bundle);
  if (isInstallerModule(loaded)) return loaded;
  throw new Error('dist/tensorflowInstaller.cjs belongs to another version of the extension');
};

/** What the commands need of the window. */
export interface CommandServices
  extends InstallerServices, Pick<HostServices, 'facts' | 'engineObstacle'> {
  readonly extensionUri: { readonly fsPath: string };
}

export const createTensorflowCommands = (
  services: CommandServices,
  machine: InstallerMachine,
): CommandHandlers => {
  let opened: Installer | null = null;
  const installer = (): Installer =>
    (opened ??= loadModule(services.extensionUri.fsPath).openInstaller(services, machine));
  const speak = (problem: string | null): void => {
    if (problem !== null) throw new SpokenError(problem);
  };
  return {
    'pretextLab.installTensorflowEngine': async () => {
      const { isTrusted } = services.facts();
      const { t } = services.words;
      refuse(
        isTrusted
          ? services.engineObstacle()
          : t(
              'What is installed is tried out by a program, so installing needs trust in this workspace.',
            ),
      );
      speak(await installer().install());
    },
    'pretextLab.removeTensorflowEngine': async () => speak(await installer().remove()),
  };
};

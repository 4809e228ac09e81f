/** The command that finds the images like a given one. */
import { l10n, Uri } from 'vscode';

import type { Translate } from '../protocol/sentence.js';
import type { CommandHandlers } from './commandIds.js';
import { findSimilar } from './findSimilar.js';
import { browseFile } from './folderChoice.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import { pickTrainedRun } from './runChoice.js';
import { SpokenError } from './spokenError.js';
import { refuse, trainingObstacle } from './workspaceGuard.js';

/** The file that a menu or another extension named, or null. @throws SpokenError when it is not on a disk */
const imageOf = (target: unknown, t: Translate): string | null => {
  if (typeof target === 'string' && target !== '') return target;
  if (!(target instanceof Uri)) return null;
  if (target.scheme === 'file') return target.fsPath;
  throw new SpokenError(
    t('{0} is not on a disk, so the engine cannot read its images.', target.toString(true)),
  );
};

export const createSimilarCommand = (services: HostServices, lab: LabPanel): CommandHandlers => {
  const { analyses, facts, reader, words } = services;
  return {
    'pretextLab.findSimilar': async (target) => {
      // It writes the cache of decoded images, as training does.
      refuse(trainingObstacle(facts(), words.t));
      await findSimilar(imageOf(target, words.t), {
        ...{ lab, analyses },
        pickImage: () => browseFile('image', l10n.t('Which image should others be compared with?')),
        pickRun: () => pickTrainedRun(services, l10n.t('Search with a run')),
        folderOf: async (runFolder) => (await reader.client.call('showRun', { runFolder })).folder,
      });
    },
  };
};

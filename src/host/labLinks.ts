/** Links into the Lab: `vscode://pretext-lab.pretext-lab/lab?run=<run folder>&tab=<tab>`. */
import { window } from 'vscode';

import type { HostServices } from './hostServices.js';
import { parseLabLink } from './labLink.js';
import type { LabPanel } from './labPanel.js';
import type { Subscription } from './outside.js';
import { showProblem } from './problems.js';
import { refuseUnknownRun } from './unknownRun.js';

export const createLabLinks = (services: HostServices, lab: LabPanel): Subscription =>
  window.registerUriHandler({
    handleUri: async ({ path, query }) => {
      try {
        const target = parseLabLink(path, query, services.words.t);
        // A link comes from anywhere: it opens only what is known here.
        if (target.runFolder !== null) await refuseUnknownRun(target.runFolder, services);
        await lab.show(target);
      } catch (error) {
        void showProblem(error, services);
      }
    },
  });

/** What the tabs have in common that have the engine do something with the run. */
import { LitElement, type PropertyDeclarations } from 'lit';

import type { AnalysisState } from '../../../src/protocol/analysis.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client, Params } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import type { LabRun } from '../labStore.js';

export abstract class AnalysisTab extends LitElement {
  static override properties: PropertyDeclarations = {
    run: { attribute: false },
    host: { attribute: false },
    analyses: { attribute: false },
  };

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  /** The last of each name of the run. */
  declare analyses: readonly AnalysisState[];
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.analyses = [];
  }

  /** Why the last thing that was asked for did not happen, in one sentence, or null. */
  protected get problem(): string | null {
    return this.#attempt.problem;
  }

  /** Asks the host; a refusal is the `problem`. */
  ask(request: (host: Client<LabRequests>) => Promise<unknown>): void {
    const { host } = this;
    if (host !== null) void this.#attempt.ask(() => request(host));
  }

  /** Lets the user choose a folder or a file. @param take gets its absolute path, if one is chosen */
  protected choose(
    kind: Params<LabRequests, 'choosePath'>['kind'],
    title: string,
    take: (path: string) => void,
  ): void {
    this.ask(async (host) => {
      const { path } = await host.call('choosePath', { kind, title });
      if (path !== null) take(path);
    });
  }
}

/** Images of the run to start a search from. */
import type { ReactiveController } from 'lit';

import type { AnalysisTab } from '../analyses/analysisTab.js';
import { runKeyOf } from '../samples/samplesController.js';

/** One row on most screens. */
const mostExamples = 12;

export class RunExamples implements ReactiveController {
  readonly #element: AnalysisTab;
  #runKey: string | null = null;
  #paths: readonly string[] = [];

  constructor(element: AnalysisTab) {
    this.#element = element;
    element.addController(this);
  }

  /** Relative to the folder of the run; empty until they were read, and where they cannot be. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  hostUpdate(): void {
    const { run } = this.#element;
    if (run === null || run.status.runFolder === null) return;
    const runKey = runKeyOf(run.status);
    if (runKey === this.#runKey) return;
    this.#runKey = runKey;
    this.#paths = [];
    this.#element.ask(async (host) => {
      const { examples } = await host.call('describeImages', {});
      if (runKey !== this.#runKey) return;
      this.#paths = examples.slice(0, mostExamples).map(({ path }) => path);
      this.#element.requestUpdate();
    });
  }
}

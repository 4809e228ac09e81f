/** One analysis of the run that is shown, as an element sees it: its state, its outcome, its start. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type {
  AnalysisName,
  AnalysisOutcome,
  AnalysisState,
  OutcomeOf,
  RequestOf,
} from '../../../src/protocol/analysis.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import type { LabRun } from '../labStore.js';
import { runKeyOf } from '../samples/samplesController.js';

/** What an element has that shows analyses. */
export interface AnalysisElement extends ReactiveControllerHost {
  readonly run: LabRun | null;
  readonly host: Client<LabRequests> | null;
  /** The last of each name of the run. */
  readonly analyses: readonly AnalysisState[];
}

const isOf = <N extends AnalysisName>(
  outcome: AnalysisOutcome | null,
  name: N,
): outcome is OutcomeOf<N> => outcome?.name === name;

/** Which analysis of which run an outcome is of. */
interface Asked {
  readonly runKey: string;
  readonly number: number;
}

export class AnalysisLink<N extends AnalysisName> implements ReactiveController {
  readonly #element: AnalysisElement;
  readonly #name: N;
  readonly #attempt: Attempt;
  #asked: Asked | null = null;
  #outcome: OutcomeOf<N> | null = null;

  constructor(element: AnalysisElement, name: N) {
    this.#element = element;
    this.#name = name;
    this.#attempt = new Attempt(element);
    element.addController(this);
  }

  /** Where it stands; null when there was none of this run. */
  get state(): AnalysisState | null {
    return this.#element.analyses.find(({ name }) => name === this.#name) ?? null;
  }

  get isUnderWay(): boolean {
    const phase = this.state?.phase;
    return phase === 'waiting' || phase === 'running';
  }

  /** The last one that was read; it stays while the next is under way. */
  get outcome(): OutcomeOf<N> | null {
    return this.#outcome;
  }

  /** Why a request did not happen, in one sentence, or null. */
  get problem(): string | null {
    return this.#attempt.problem;
  }

  async start(request: RequestOf<N>): Promise<void> {
    await this.#attempt.ask(async () => this.#element.host?.call('startAnalysis', request));
  }

  async stop(): Promise<void> {
    const name = this.#name;
    await this.#attempt.ask(async () => this.#element.host?.call('stopAnalysis', { name }));
  }

  hostUpdate(): void {
    const { run, host } = this.#element;
    if (run === null || host === null) return;
    const runKey = runKeyOf(run.status);
    if (this.#asked !== null && this.#asked.runKey !== runKey) this.#forget();
    const { state } = this;
    if (state?.phase !== 'done' || this.#asked?.number === state.number) return;
    const asked = { runKey, number: state.number };
    this.#asked = asked;
    void this.#read(host, asked);
  }

  #forget(): void {
    this.#asked = null;
    this.#outcome = null;
  }

  async #read(host: Client<LabRequests>, asked: Asked): Promise<void> {
    const name = this.#name;
    await this.#attempt.ask(async () => {
      const { outcome } = await host.call('readAnalysis', { name });
      if (this.#asked !== asked) return;
      this.#outcome = isOf(outcome, name) ? outcome : null;
      this.#element.requestUpdate();
    });
  }
}

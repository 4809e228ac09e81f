/** Which backends the host's engines compute with. */
import type { BackendFailure, PrepareBackend } from '../launcher/choice/backendStart.js';
import type { BackendPlan } from '../launcher/choice/openEngine.js';

/** What starts an engine that computes asks for. */
export interface BackendPlans {
  /**
   * The backends to try, as the user's settings say. It may take seconds, where this machine was never
   * measured.
   * @throws RpcError or SpokenError when there is no engine
   */
  plan(): Promise<BackendPlan>;
  readonly prepare: PrepareBackend;
  noteFailure(failure: BackendFailure): void;
}

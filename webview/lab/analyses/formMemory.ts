/** What was filled into a form about a run; kept beyond a reload, and apart from that of other runs. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type * as z from 'zod';

import { readRunState, writeRunState } from '../../parts/pageState.js';
import type { LabRun } from '../labStore.js';
import { runKeyOf } from '../samples/samplesController.js';

export interface FormElement extends ReactiveControllerHost {
  readonly run: LabRun | null;
}

export class FormMemory<T extends object> implements ReactiveController {
  readonly #element: FormElement;
  readonly #key: string;
  readonly #schema: z.ZodType<T>;
  readonly #initial: T;
  #runKey: string | null = null;
  #values: T;

  /**
   * @param key names the form on the page
   * @param initial what it holds when nothing was filled in
   */
  constructor(element: FormElement, key: string, schema: z.ZodType<T>, initial: T) {
    this.#element = element;
    this.#key = key;
    this.#schema = schema;
    this.#initial = initial;
    this.#values = initial;
    element.addController(this);
  }

  get values(): T {
    return this.#values;
  }

  readonly set = (changes: Partial<T>): void => {
    this.#values = { ...this.#values, ...changes };
    if (this.#runKey !== null) writeRunState(this.#key, this.#runKey, this.#values);
    this.#element.requestUpdate();
  };

  hostUpdate(): void {
    const { run } = this.#element;
    if (run === null) return;
    const runKey = runKeyOf(run.status);
    if (runKey === this.#runKey) return;
    this.#runKey = runKey;
    this.#values = readRunState(this.#key, runKey, this.#schema, this.#initial);
  }
}

/** Named values of a run that belong together. */
export interface Entry {
  readonly name: string;
  readonly value: string;
  /** A path breaks anywhere rather than overflow. */
  readonly isPath?: boolean;
}

export interface Group {
  readonly title: string;
  readonly entries: readonly Entry[];
}

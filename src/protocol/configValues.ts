/** What a configuration says of a run, name by name. Pure. */
import type { RunConfig } from './run.js';

export type ConfigValue = string | number | boolean | null;

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null;

const asValue = (value: unknown): ConfigValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;

/** Every value under its dotted name. */
const flatten = (group: object, prefix: string): [name: string, value: ConfigValue][] =>
  Object.entries(group).flatMap(([key, value]: [string, unknown]): [string, ConfigValue][] =>
    isGroup(value) ? flatten(value, `${prefix}${key}.`) : [[`${prefix}${key}`, asValue(value)]],
  );

/** What a run's task uses: a rotation run has settings of a jigsaw as well, which say nothing. */
export const usedSettings = (config: RunConfig): ReadonlyMap<string, ConfigValue> => {
  const { rotation, jigsaw, ...shared } = config;
  const used = {
    ...shared,
    ...(config.task === 'jigsaw' ? {} : { rotation }),
    ...(config.task === 'rotation' ? {} : { jigsaw }),
  };
  return new Map(flatten(used, ''));
};

export interface ConfigRow {
  /** Where the value is in the configuration, such as `optimizer.learningRate`. */
  readonly name: string;
  /** One per run, in their order; undefined where a run's task does not use the setting. */
  readonly values: readonly (ConfigValue | undefined)[];
  /** Whether runs that use the setting differ in it. */
  readonly differs: boolean;
}

/** Every setting that one of the runs uses, in the order of the configuration. */
export const configRows = (configs: readonly RunConfig[]): readonly ConfigRow[] => {
  const flat = configs.map(usedSettings);
  const names = new Set(flat.flatMap((values) => [...values.keys()]));
  return [...names].map((name) => {
    const used = flat.filter((values) => values.has(name)).map((values) => values.get(name));
    return {
      name,
      values: flat.map((values) => values.get(name)),
      differs: new Set(used).size > 1,
    };
  });
};

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

/**
 * What a run's task uses: a rotation run has settings of a jigsaw as well, which say nothing.
 * @returns values by dotted name such as `optimizer.learningRate`, in the order of the configuration
 */
export const usedConfigValues = (config: RunConfig): ReadonlyMap<string, ConfigValue> => {
  const { rotation, jigsaw, ...shared } = config;
  const used = {
    ...shared,
    ...(config.task === 'jigsaw' ? {} : { rotation }),
    ...(config.task === 'rotation' ? {} : { jigsaw }),
  };
  return new Map(flatten(used, ''));
};

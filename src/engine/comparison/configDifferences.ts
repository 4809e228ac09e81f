/** In which settings runs differ. Pure. */
import type { ConfigDifference } from '../../protocol/comparison.js';
import type { RunConfig } from '../../protocol/run.js';

type Value = ConfigDifference['values'][number];

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null;

const asValue = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;

/** Every value under its dotted name. */
const flatten = (group: object, prefix: string): [name: string, value: Value][] =>
  Object.entries(group).flatMap(([key, value]: [string, unknown]): [string, Value][] =>
    isGroup(value) ? flatten(value, `${prefix}${key}.`) : [[`${prefix}${key}`, asValue(value)]],
  );

/** What a run's task uses: a rotation run has settings of a jigsaw as well, which say nothing. */
const usedValues = (config: RunConfig): ReadonlyMap<string, Value> => {
  const { rotation, jigsaw, ...shared } = config;
  const used = {
    ...shared,
    ...(config.task === 'jigsaw' ? {} : { rotation }),
    ...(config.task === 'rotation' ? {} : { jigsaw }),
  };
  return new Map(flatten(used, ''));
};

/**
 * The settings in which runs differ, among those of them that use the setting; equal ones are left out.
 * @returns in the order of the configuration, with one value per run
 */
export const configDifferences = (configs: readonly RunConfig[]): ConfigDifference[] => {
  const flat = configs.map(usedValues);
  const names = new Set(flat.flatMap((values) => [...values.keys()]));
  return [...names].flatMap((name): ConfigDifference[] => {
    const having = flat.filter((values) => values.has(name));
    const distinct = new Set(having.map((values) => values.get(name)));
    return distinct.size < 2
      ? []
      : [{ name, values: flat.map((values) => values.get(name) ?? null) }];
  });
};

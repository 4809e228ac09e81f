/** A configuration as names and values. Pure. */
import type { RunConfig } from '../../protocol/run.js';

/** Null where a run has none. */
export type Setting = string | number | boolean | null;

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null;

const asSetting = (value: unknown): Setting =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;

/** Every value under its dotted name. */
const flatten = (group: object, prefix: string): [name: string, value: Setting][] =>
  Object.entries(group).flatMap(([key, value]: [string, unknown]): [string, Setting][] =>
    isGroup(value) ? flatten(value, `${prefix}${key}.`) : [[`${prefix}${key}`, asSetting(value)]],
  );

/**
 * The settings that a run's task uses, by their dotted names: a rotation run has settings of a jigsaw
 * as well, which say nothing.
 */
export const usedSettings = (config: RunConfig): ReadonlyMap<string, Setting> => {
  const { rotation, jigsaw, ...shared } = config;
  const used = {
    ...shared,
    ...(config.task === 'jigsaw' ? {} : { rotation }),
    ...(config.task === 'rotation' ? {} : { jigsaw }),
  };
  return new Map(flatten(used, ''));
};

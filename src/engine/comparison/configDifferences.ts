/** In which settings runs differ. Pure. */
import type { ConfigDifference } from '../../protocol/comparison.js';
import type { RunConfig } from '../../protocol/run.js';
import { usedSettings } from './usedSettings.js';

/**
 * The settings in which runs differ, among those of them that use the setting; equal ones are left out.
 * @returns in the order of the configuration, with one value per run
 */
export const configDifferences = (configs: readonly RunConfig[]): ConfigDifference[] => {
  const flat = configs.map(usedSettings);
  const names = new Set(flat.flatMap((values) => [...values.keys()]));
  return [...names].flatMap((name): ConfigDifference[] => {
    const having = flat.filter((values) => values.has(name));
    const distinct = new Set(having.map((values) => values.get(name)));
    return distinct.size < 2
      ? []
      : [{ name, values: flat.map((values) => values.get(name) ?? null) }];
  });
};

/** In which settings runs differ. Pure. */
import type { ConfigDifference } from '../../protocol/comparison.js';
import { configRows } from '../../protocol/configValues.js';
import type { RunConfig } from '../../protocol/run.js';

/**
 * The settings in which runs differ, among those of them that use the setting; equal ones are left out.
 * @returns in the order of the configuration, with one value per run
 */
export const configDifferences = (configs: readonly RunConfig[]): ConfigDifference[] =>
  configRows(configs)
    .filter(({ differs }) => differs)
    .map(({ name, values }) => ({ name, values: values.map((value) => value ?? null) }));

/** The user's settings, read anew for each use: what is out of its range falls back to the default. */
import { isAbsolute } from 'node:path';

import * as z from 'zod';

import { computeEngineSchema, type ComputeEngine } from '../protocol/backend.js';
import type { DataConfig, RunConfig } from '../protocol/run.js';

/** Each setting of the manifest by its name after `pretextLab.`, with the same range and default. */
export const settingSchemas = {
  /** Folder that holds the engine; empty for the extension's own. */
  engineFolder: z.string().default(''),
  /** Node binary for the engine; empty for the editor's own. */
  nodePath: z.string().default(''),
  /** Folder that keeps all runs; empty for a place within each folder of images. */
  runsFolder: z.string().default(''),
  /** 0 stands for the number that suits the processor. */
  workers: z.number().int().min(0).max(64).default(0),
  validationShare: z.number().min(0).max(0.5).default(0.1),
  /** GB. */
  cacheLimit: z.number().min(0).max(10_000).default(4),
  /** Megapixels. */
  maxPixels: z.number().min(0.01).max(1000).default(100),
  /** MB. */
  maxFileSize: z.number().min(0.01).max(2000).default(200),
  precision: z.enum(['auto', 'float32', 'bfloat16']).default('auto'),
  computeEngine: computeEngineSchema.default('auto'),
  notifications: z.enum(['all', 'problems', 'off']).default('all'),
} as const;

export interface Settings {
  readonly engineFolder: string;
  readonly nodePath: string;
  /** Absolute, or null when each folder of images keeps its own runs. */
  readonly runsFolder: string | null;
  readonly precision: RunConfig['precision'];
  readonly computeEngine: ComputeEngine;
  readonly notifications: 'all' | 'problems' | 'off';
  readonly data: DataConfig;
}

/** More threads than this wait for each other rather than decode. */
const mostDefaultWorkers = 4;

/**
 * Reads all settings.
 * @param get the value of a setting by its name after `pretextLab.`
 * @param cores logical processors of the machine
 */
export const readSettings = (get: (name: string) => unknown, cores: number): Settings => {
  const read = <T>(name: string, schema: z.ZodDefault<z.ZodType<T>>): T => {
    const parsed = schema.safeParse(get(name));
    return parsed.success ? parsed.data : schema.parse(undefined);
  };
  const of = settingSchemas;
  const runsFolder = read('runsFolder', of.runsFolder);
  const workers = read('workers', of.workers);
  return {
    engineFolder: read('engineFolder', of.engineFolder),
    nodePath: read('nodePath', of.nodePath),
    runsFolder: isAbsolute(runsFolder) ? runsFolder : null,
    precision: read('precision', of.precision),
    computeEngine: read('computeEngine', of.computeEngine),
    notifications: read('notifications', of.notifications),
    data: {
      validationShare: read('validationShare', of.validationShare),
      workers: workers === 0 ? Math.max(1, Math.min(mostDefaultWorkers, cores)) : workers,
      maxPixels: Math.round(read('maxPixels', of.maxPixels) * 1e6),
      maxFileBytes: Math.round(read('maxFileSize', of.maxFileSize) * 1e6),
      cacheLimitBytes: Math.round(read('cacheLimit', of.cacheLimit) * 1e9),
    },
  };
};

/** What an installed TensorFlow engine looks like on disk. */
import { join } from 'node:path';

import * as z from 'zod';

import { sentenceSchema } from '../../protocol/sentence.js';
import { addonPath, type Wheel } from '../../tensorflowLibrary/wheels.mjs';

/** The folder of the extension's storage that holds all of it. @param storageFolder absolute */
export const tensorflowRoot = (storageFolder: string): string => join(storageFolder, 'tensorflow');

/** Where a version is installed, laid out as tfjs-node's package. */
export const installationFolder = (storageFolder: string, version: string): string =>
  join(tensorflowRoot(storageFolder), version);

/** Whether a name in that folder is that of an installation. */
export const isVersion = (name: string): boolean => /^\d+\.\d+\.\d+$/.test(name);

/** Says within an installation what it consists of; it is written last. */
export const recordName = 'installed.json';

/** What the addon is called in the record. */
export const addonFile = addonPath.join('/');

/** Where the addon may be: shipped with the extension or the engine, or compiled in a checkout. */
export const addonCandidates = (
  extensionFolder: string,
  engineFolder: string | null,
): readonly string[] =>
  [extensionFolder, ...(engineFolder === null ? [] : [engineFolder])].flatMap((folder) => [
    join(folder, 'dist', 'native', 'tfjs_binding.node'),
    join(folder, 'node_modules', '@tensorflow', 'tfjs-node', ...addonPath),
  ]);

/** The files that an engine needs, as paths below its folder with forward slashes. */
export const filesOf = ({ libraries }: Pick<Wheel, 'libraries'>): readonly string[] => [
  addonFile,
  ...libraries.map((name) => `deps/lib/${name}`),
];

export const recordSchema = z.object({
  formatVersion: z.literal(1),
  /** Of TensorFlow. */
  version: z.string(),
  installedAt: z.iso.datetime(),
  /** By their paths below the folder. */
  files: z.record(z.string(), z.object({ bytes: z.number().int().min(1), sha256: z.string() })),
  /** Why it was found not to work, if it was. */
  unusable: sentenceSchema.nullable(),
});
export type InstallationRecord = z.infer<typeof recordSchema>;

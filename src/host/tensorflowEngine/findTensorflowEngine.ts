/** Which TensorFlow engine there is, and whether it can be trusted. */
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findCheckoutTensorflow } from '../../launcher/choice/checkoutTensorflow.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { Wheel } from '../../tensorflowLibrary/wheels.mjs';
import { hashOf } from './hashOf.js';
import {
  filesOf,
  installationFolder,
  isVersion,
  recordName,
  recordSchema,
  tensorflowRoot,
  type InstallationRecord,
} from './installation.js';

export type TensorflowEngine =
  | {
      readonly state: 'installed';
      /** Absolute; what the launcher takes as `tensorflowFolder`. */
      readonly folder: string;
      /** Of TensorFlow; null where nobody wrote it down. */
      readonly version: string | null;
      /** A text that differs between any two installations: what was measured with one is not true of another. */
      readonly build: string;
    }
  | {
      readonly state: 'absent';
      /** Where there is more to say than that nobody installed it. */
      readonly reason: Sentence | null;
    }
  | { readonly state: 'broken'; readonly folder: string; readonly reason: Sentence };

export interface TensorflowPlaces {
  /** The extension's own storage; absolute. */
  readonly storageFolder: string;
  /** The folder that the engine is run from, which may be a checkout; null where there is none. */
  readonly engineFolder: string | null;
  /** The package that fits this machine; null where none does. */
  readonly wheel: Pick<Wheel, 'tensorflow' | 'libraries'> | null;
}

/** Null where there is nothing, or nothing that can be looked at. */
const statOf = (file: string): Stats | null => {
  try {
    return statSync(file);
  } catch {
    return null;
  }
};

const damaged = (what: Sentence): Sentence =>
  sentence(
    'The TensorFlow engine is damaged ({0}). “Pretext Lab: Install TensorFlow Engine” installs it again.',
    what,
  );

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Set-up puts library and addon into the package itself, and tries them there. */
const findInCheckout = (engineFolder: string): TensorflowEngine | null => {
  const found = findCheckoutTensorflow(engineFolder);
  if (found === null) return null;
  return { state: 'installed', folder: found.folder, version: null, build: found.version };
};

/** Why there is none of the wanted version, if an earlier one was installed. */
const lookForOlder = (storageFolder: string, wanted: string): Sentence | null => {
  const older = namesIn(tensorflowRoot(storageFolder)).find(isVersion);
  if (older === undefined) return null;
  return sentence(
    'TensorFlow {0} is installed, and this version of Pretext Lab needs {1}. “Pretext Lab: Install TensorFlow Engine” installs it.',
    older,
    wanted,
  );
};

const readRecord = (folder: string): InstallationRecord | null => {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(folder, recordName), 'utf8')));
  } catch {
    return null;
  }
};

/** What is wrong with an installation, by a look at its sizes. */
const lookForDamage = (
  folder: string,
  record: InstallationRecord,
  files: readonly string[],
): Sentence | null => {
  for (const name of files) {
    const known = record.files[name];
    if (known === undefined) return damaged(sentence('{0} does not name {1}', recordName, name));
    const found = statOf(join(folder, name));
    if (found === null) return damaged(sentence('{0} is missing', name));
    if (found.size !== known.bytes) {
      return damaged(sentence('{0} has {1} bytes instead of {2}', name, found.size, known.bytes));
    }
  }
  return record.unusable;
};

/**
 * Finds the TensorFlow engine: in the checkout that the engine is run from, else in the extension's
 * storage. Looks at a few sizes only, so that it can be called whenever an engine is started.
 */
export const findTensorflowEngine = (places: TensorflowPlaces): TensorflowEngine => {
  const { storageFolder, engineFolder, wheel } = places;
  const own = engineFolder === null ? null : findInCheckout(engineFolder);
  if (own !== null) return own;
  if (wheel === null) return { state: 'absent', reason: null };
  const version = wheel.tensorflow;
  const folder = installationFolder(storageFolder, version);
  if (statOf(folder) === null) {
    return { state: 'absent', reason: lookForOlder(storageFolder, version) };
  }
  const record = readRecord(folder);
  if (record === null) {
    return { state: 'broken', folder, reason: damaged(sentence('{0} cannot be read', recordName)) };
  }
  const reason = lookForDamage(folder, record, filesOf(wheel));
  if (reason !== null) return { state: 'broken', folder, reason };
  return { state: 'installed', folder, version, build: `${version} ${record.installedAt}` };
};

/**
 * Writes down that an installation does not work, so that nobody tries it again. Does nothing to a
 * checkout, which set-up looks after; never rejects.
 */
export const markUnusable = async (folder: string, reason: Sentence): Promise<void> => {
  const record = readRecord(folder);
  if (record === null) return;
  const file = join(folder, recordName);
  const changed: InstallationRecord = { ...record, unusable: reason };
  try {
    await writeFile(`${file}.tmp`, JSON.stringify(changed, null, 2));
    await rename(`${file}.tmp`, file);
  } catch {
    // What cannot be written down is found out again the next time.
  }
};

/**
 * Reads all of an installation, which takes seconds, and writes it down if it is damaged: to be called
 * when an engine did not load from there. Never rejects.
 * @returns what is wrong, or null when all files are what was installed, or the folder is a checkout's
 */
export const checkTensorflowEngine = async (folder: string): Promise<Sentence | null> => {
  const record = readRecord(folder);
  if (record === null) return null;
  for (const [name, { sha256 }] of Object.entries(record.files)) {
    // Nothing that is read becomes a path, but for the names that an installation can have.
    if (!/^(?:deps\/lib|lib\/napi-v8)\/[\w.]+$/.test(name)) continue;
    const found = await hashOf(join(folder, name)).catch(() => null);
    if (found === sha256) continue;
    const reason = damaged(sentence('{0} is not the file that was installed', name));
    await markUnusable(folder, reason);
    return reason;
  }
  return null;
};

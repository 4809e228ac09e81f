/**
 * Installs the TensorFlow engine: fetches or takes the published package, unpacks its libraries beside
 * the addon that calls them, proves that they compute, and only then puts them into their place.
 */
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { sentence, type Sentence } from '../../protocol/sentence.js';
import { diskFailure } from '../../tensorflowLibrary/disk.mjs';
import { FetchFailure } from '../../tensorflowLibrary/fetchFailure.mjs';
import { unpackWheel, type Unpacked } from '../../tensorflowLibrary/unpackWheel.mjs';
import { libraryPlace } from '../../tensorflowLibrary/wheels.mjs';
import type { Clock } from '../outside.js';
import { archiveIn, bringWheel, keptBytesOf, Refusal, type BringOptions } from './bringWheel.js';
import { failureSentence } from './failureSentence.js';
import { hashOf } from './hashOf.js';
import {
  addonFile,
  filesOf,
  installationFolder,
  isVersion,
  recordName,
  tensorflowRoot,
  type InstallationRecord,
} from './installation.js';
import { proveEngine, type Proof } from './proveEngine.js';
import { claimStaging } from './staging.js';
import type { LaunchTensorflow } from './tensorflowEngines.js';

export interface InstallOptions extends BringOptions {
  /** Path of the addon that is made for the libraries of that package. */
  readonly addon: string;
  readonly launch: LaunchTensorflow;
  readonly clock: Clock;
  readonly onLog: (line: string) => void;
}

export type InstallOutcome =
  | {
      readonly kind: 'installed';
      readonly folder: string;
      readonly bytes: number;
      /** In the trial that proved it: a small network on tiny images. */
      readonly imagesPerSecond: number;
    }
  | { readonly kind: 'failed'; readonly reason: Sentence }
  /** What a next try need not download again. */
  | { readonly kind: 'cancelled'; readonly keptBytes: number };

/** Makes an engine's folder of the package and the addon. */
const assemble = async (
  archive: string,
  folder: string,
  { wheel, addon, signal, onProgress, disk }: InstallOptions,
): Promise<Record<string, Unpacked>> => {
  const unpacked = await unpackWheel({
    archive,
    folder,
    placeOf: libraryPlace,
    onBytes: (doneBytes, totalBytes) => onProgress({ phase: 'unpack', doneBytes, totalBytes }),
    signal,
    ...(disk === undefined ? {} : { disk }),
  });
  const target = join(folder, addonFile);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(addon, target);
  unpacked.set(addonFile, { bytes: (await stat(target)).size, sha256: await hashOf(target) });
  const missing = filesOf(wheel).find((name) => !unpacked.has(name));
  if (missing === undefined) return Object.fromEntries(unpacked);
  throw new FetchFailure({ code: 'badArchive', archive, reason: `${missing} is not in it` });
};

/** Puts a folder where it belongs, in place of what is there and of earlier versions. */
const putInPlace = async (from: string, to: string, staging: string): Promise<void> => {
  const root = dirname(to);
  const old = (await readdir(root)).filter(isVersion);
  for (const name of old) await rename(join(root, name), join(staging, `old-${name}`));
  await rename(from, to);
};

const unproven = (version: string, proof: Extract<Proof, { kind: 'fails' }>): Sentence =>
  sentence(
    'TensorFlow {0} does not compute here, so it was removed again. {1} Training goes on with the other engines.',
    version,
    proof.reason,
  );

/**
 * @throws Refusal, FetchFailure, or an error of the file system
 */
const installIn = async (staging: string, options: InstallOptions): Promise<InstallOutcome> => {
  const { wheel, storageFolder, clock, onProgress } = options;
  const archive = await bringWheel(options);
  const folder = join(staging, 'engine');
  const files = await assemble(archive, folder, options);
  onProgress({ phase: 'prove' });
  const proof = await proveEngine(folder, options);
  if (proof.kind === 'cancelled') throw new FetchFailure({ code: 'cancelled' });
  const downloads = dirname(archiveIn(storageFolder, wheel));
  const forget = (): Promise<void> => rm(downloads, { recursive: true, force: true });
  if (proof.kind === 'fails') {
    if (proof.isLasting) await forget();
    throw new Refusal(unproven(wheel.tensorflow, proof));
  }
  const record: InstallationRecord = {
    formatVersion: 1,
    version: wheel.tensorflow,
    installedAt: clock.now().toISOString(),
    files,
    unusable: null,
  };
  await writeFile(join(folder, recordName), JSON.stringify(record, null, 2));
  const target = installationFolder(storageFolder, wheel.tensorflow);
  await putInPlace(folder, target, staging);
  await forget();
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { kind: 'installed', folder: target, bytes, imagesPerSecond: proof.imagesPerSecond };
};

/** What is told of what was thrown. @throws what nobody expected */
const outcomeOf = async (error: unknown, options: InstallOptions): Promise<InstallOutcome> => {
  const { storageFolder, wheel } = options;
  if (error instanceof Refusal) return { kind: 'failed', reason: error.reason };
  const failed =
    error instanceof FetchFailure ? error : diskFailure(error, tensorflowRoot(storageFolder));
  if (failed === null) throw error;
  if (failed.failure.code === 'cancelled') {
    return { kind: 'cancelled', keptBytes: await keptBytesOf(storageFolder, wheel) };
  }
  return { kind: 'failed', reason: failureSentence(failed.failure) };
};

/**
 * Installs the engine. What is there already is replaced only by one that was seen computing.
 * @throws Error only when something happens that nobody expected
 */
export const installTensorflow = async (options: InstallOptions): Promise<InstallOutcome> => {
  try {
    const staging = await claimStaging(tensorflowRoot(options.storageFolder), options.clock);
    if (staging === null) {
      const reason = sentence(
        'Another window is at it: the TensorFlow engine is being installed or removed there. Wait for that to end.',
      );
      return { kind: 'failed', reason };
    }
    try {
      return await installIn(staging.folder, options);
    } finally {
      await staging.release();
    }
  } catch (error) {
    return outcomeOf(error, options);
  }
};

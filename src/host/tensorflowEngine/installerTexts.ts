/** What is said about an installation: before it begins, and while it goes on. */
import { inLanguage, type Sentence } from '../../protocol/sentence.js';
import { publicIndex } from '../../tensorflowLibrary/packageIndex.mjs';
import { neededBytes, type Wheel } from '../../tensorflowLibrary/wheels.mjs';
import { createNumberText } from '../numberText.js';
import type { Words } from '../outside.js';
import type { InstallProgress, WheelSource } from './bringWheel.js';
import { tensorflowRoot } from './installation.js';

/** As the user reads it, such as `1,277`. */
export const megabytes = (bytes: number, words: Words): string =>
  createNumberText(words).count(Math.round(bytes / 1e6));

/** The sentence with its numbers as the user reads them: `274,012,345 bytes`. */
export const withGroupedNumbers = ({ text, values }: Sentence, words: Words): Sentence => {
  const { count } = createNumberText(words);
  return {
    text,
    values: values.map((value) => {
      if (typeof value === 'number') return count(value);
      return typeof value === 'string' ? value : withGroupedNumbers(value, words);
    }),
  };
};

/** How far all of it is, from 0 to 1. A download takes the longest by far, where there is one. */
export const shareOfAll = (progress: InstallProgress, source: WheelSource): number => {
  const downloading = source.kind === 'index' ? 0.7 : 0;
  switch (progress.phase) {
    case 'check':
      return 0;
    case 'prove':
      return 0.95;
    case 'download':
      return (downloading * progress.doneBytes) / progress.totalBytes;
    case 'unpack':
      return downloading + ((0.95 - downloading) * progress.doneBytes) / progress.totalBytes;
  }
};

export interface Offered {
  readonly wheel: Wheel;
  /** Why one that is there cannot be used, or null. */
  readonly reason: Sentence | null;
  /** What an earlier try has downloaded. */
  readonly keptBytes: number;
  /** As in PIP_INDEX_URL. */
  readonly indexUrl: string | undefined;
  readonly storageFolder: string;
}

/** What installing costs, and what it does. */
export const installationCost = (offered: Offered, words: Words): string => {
  const { wheel, reason, keptBytes, storageFolder, indexUrl } = offered;
  const { t } = words;
  const inMegabytes = (bytes: number): string => megabytes(bytes, words);
  const index = indexUrl === undefined || indexUrl === '' ? publicIndex : 'PIP_INDEX_URL';
  return [
    ...(reason === null ? [] : [inLanguage(reason, t)]),
    t(
      'Training works without it. With it, Pretext Lab can also compute with TensorFlow’s library for this processor, where that is faster than WebGPU or WebAssembly.',
    ),
    t(
      'Download: {0} MB, the published Python package {1} {2} from the package index ({3}), checked against a known checksum. Nothing in it is run as Python.',
      inMegabytes(wheel.bytes),
      wheel.project,
      wheel.tensorflow,
      index,
    ),
    ...(keptBytes > 0
      ? [t('{0} MB of it are here from an earlier try.', inMegabytes(keptBytes))]
      : []),
    t(
      'On disk: {0} MB in {1}. To install it, {2} MB must be free there; what is not needed afterwards is deleted. “Pretext Lab: Remove TensorFlow Engine” removes it.',
      inMegabytes(wheel.libraryBytes),
      tensorflowRoot(storageFolder),
      inMegabytes(neededBytes(wheel, keptBytes)),
    ),
    t('“Use a File…” takes {0} that you have already, and downloads nothing.', wheel.file),
  ].join('\n\n');
};

/** What is done now. */
export const describeProgress = (progress: InstallProgress, words: Words): string => {
  const { t } = words;
  switch (progress.phase) {
    case 'download':
    case 'unpack': {
      const done = megabytes(progress.doneBytes, words);
      const total = megabytes(progress.totalBytes, words);
      return progress.phase === 'download'
        ? t('Downloading: {0} of {1} MB', done, total)
        : t('Unpacking: {0} of {1} MB', done, total);
    }
    case 'check':
      return t('Checking the package');
    case 'prove':
      return t('Trying whether it computes here');
  }
};

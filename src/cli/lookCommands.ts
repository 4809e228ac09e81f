/** Commands that look at images with a pretrained network: `anomalies` and `search`. */
import { Option, type Command } from 'commander';

import {
  anomalyScoreNameSchema,
  defaultNeighbors,
  defaultThreshold,
  type AnomalyScoreName,
} from '../protocol/findings.js';
import { UsageError } from './cliError.js';
import { engineOption } from './options.js';
import { addLookOptions, lookParams, type LookOptions } from './lookOptions.js';
import { anomaliesText, nearDuplicatesText, searchText } from './lookText.js';
import { nameList, realNumber, wholeNumber } from './parseValue.js';
import { fileOf, compute, type Shell } from './shell.js';

interface AnomaliesOptions extends LookOptions {
  readonly score?: AnomalyScoreName;
  readonly neighbors: number;
  readonly labels?: string;
  readonly normal?: readonly string[];
  readonly anomalous?: readonly string[];
}

/** Which labels are normal and which anomalous, or null when nobody says. @throws UsageError */
const truthOf = (shell: Shell, { labels, normal, anomalous }: AnomaliesOptions) => {
  if (normal === undefined && anomalous === undefined) {
    if (labels === undefined) return null;
    throw new UsageError(
      '--labels needs --normal or --anomalous, which say what the labels mean, such as --normal good.',
    );
  }
  return {
    labelsFile: labels === undefined ? null : fileOf(shell, labels, 'file of labels'),
    normal: [...(normal ?? [])],
    anomalous: [...(anomalous ?? [])],
  };
};

/** Adds `anomalies`. */
export const addAnomalies = (program: Command, shell: Shell): void => {
  const command = program
    .command('anomalies <run> <folder>')
    .description('rank images by how unlike the training images of a run they are')
    .addOption(engineOption())
    .addOption(
      new Option(
        '--score <which>',
        'rank by the doubt of the rotation head, or by the distance to the nearest training images (default: rotation where the run has learnt it)',
      ).choices(anomalyScoreNameSchema.options),
    )
    .option(
      '--neighbors <count>',
      'nearest training images whose distances are averaged, 1 to 1000',
      wholeNumber({ min: 1, max: 1000 }),
      defaultNeighbors,
    )
    .option('--normal <names>', 'subfolders or labels of normal images, by commas', nameList)
    .option('--anomalous <names>', 'subfolders or labels of anomalous images, by commas', nameList)
    .option('--labels <file>', 'CSV file of path,label instead of subfolders');
  addLookOptions(command).action((run: string, folder: string, options: AnomaliesOptions) => {
    const params = {
      ...lookParams(shell, run, folder, options),
      rankBy: options.score ?? null,
      neighbors: options.neighbors,
      truth: truthOf(shell, options),
    };
    return compute(shell, async (client) => {
      const value = await client.call('findAnomalies', params);
      return { value, text: anomaliesText(value) };
    });
  });
};

interface SearchOptions extends LookOptions {
  readonly count: number;
  readonly nearDuplicates?: true;
  readonly threshold: number;
}

/** @throws UsageError when an option was given that the other kind of search has */
const refuseOption = (command: Command, key: string, message: string): void => {
  if (command.getOptionValueSource(key) === 'cli') throw new UsageError(message);
};

/** Adds `search`. */
export const addSearch = (program: Command, shell: Shell): void => {
  const command = program
    .command('search <run> <image> [folder]')
    .usage(
      '[options] <run> <image> <folder>\n       pretext-lab search [options] <run> <folder> --near-duplicates',
    )
    .description('find the images nearest to a given one, or the near-duplicates of a folder')
    .addOption(engineOption())
    .option(
      '--count <images>',
      'images to find, 1 to 10000',
      wholeNumber({ min: 1, max: 10_000 }),
      10,
    )
    .option('--near-duplicates', 'group the images of a folder that are nearly the same')
    .option(
      '--threshold <cosine>',
      'similarity from which on two images are near-duplicates, 0 to 1',
      realNumber({ min: 0, max: 1 }),
      defaultThreshold,
    );
  addLookOptions(command).action(
    (run: string, first: string, second: string | undefined, options: SearchOptions) => {
      if (options.nearDuplicates === true) {
        if (second !== undefined) {
          throw new UsageError('--near-duplicates compares a folder with itself; name no image.');
        }
        refuseOption(command, 'count', '--count has no meaning with --near-duplicates.');
        const { threshold } = options;
        const params = { ...lookParams(shell, run, first, options), threshold };
        return compute(shell, async (client) => {
          const value = await client.call('findNearDuplicates', params);
          return { value, text: nearDuplicatesText(value) };
        });
      }
      if (second === undefined) {
        throw new UsageError(
          'Name an image and the folder to search, or add --near-duplicates to search a folder for its own.',
        );
      }
      refuseOption(command, 'threshold', '--threshold has no meaning without --near-duplicates.');
      const image = fileOf(shell, first, 'image');
      const { count } = options;
      const params = { ...lookParams(shell, run, second, options), image, count };
      return compute(shell, async (client) => {
        const value = await client.call('searchImages', params);
        return { value, text: searchText(value) };
      });
    },
  );
};

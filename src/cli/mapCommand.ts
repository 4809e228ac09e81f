/** The command `map`. */
import type { Command } from 'commander';

import { mostMapImages } from '../protocol/embedding.js';
import { addLookOptions, lookParams, type LookOptions } from './lookOptions.js';
import { mapText } from './mapText.js';
import { seedValue, engineOption } from './options.js';
import { realNumber, wholeNumber } from './parseValue.js';
import { fileOf, compute, type Shell } from './shell.js';

interface MapOptions extends LookOptions {
  readonly neighbors: number;
  readonly minDistance: number;
  readonly count: number;
  readonly seed: number;
  readonly labels?: string;
  readonly rotation: boolean;
  readonly out?: string;
}

/** Adds `map`. */
export const addMap = (program: Command, shell: Shell): void => {
  const command = program
    .command('map <run> <folder>')
    .description('lay images out so that those that the network of a run finds alike lie together')
    .addOption(engineOption())
    .option(
      '--neighbors <count>',
      'images that each image is tied to, 2 to 200: few show small groups, many the whole',
      wholeNumber({ min: 2, max: 200 }),
      15,
    )
    .option(
      '--min-distance <distance>',
      'distance that like images keep on the map, 0 to 1',
      realNumber({ min: 0, max: 1 }),
      0.1,
    )
    .option(
      '--count <images>',
      `images on the map at most, evenly chosen, 1 to ${mostMapImages}`,
      wholeNumber({ min: 1, max: mostMapImages }),
      mostMapImages,
    )
    .option('--seed <number>', 'the same seed draws the same map', seedValue, 0)
    .option('--labels <file>', 'CSV file of path,label instead of subfolders')
    .option('--no-rotation', 'do not ask the rotation head, which takes four times as long')
    .option('--out <file>', 'a CSV file to write the map to');
  addLookOptions(command).action((run: string, folder: string, options: MapOptions) => {
    const { labels, out, neighbors, minDistance, seed } = options;
    const params = {
      ...lookParams(shell, run, folder, options),
      labelsFile: labels === undefined ? null : fileOf(shell, labels, 'file of labels'),
      neighbors,
      minDistance,
      seed,
      mostImages: options.count,
      withRotation: options.rotation,
      outFile: out === undefined ? null : shell.context.resolvePath(out),
    };
    return compute(shell, async (client) => {
      const value = await client.call('embedFolder', params);
      return { value, text: mapText(value) };
    });
  });
};

/** `decode`: the comparison of decoding speed. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

import { InvalidArgumentError, type Command } from 'commander';

import {
  atLeastOne,
  jsonOption,
  printResult,
  pythonOption,
  pythonPackageVersion,
  type BenchWorld,
} from './benchWorld.js';
import { runDecodeBench } from './decodeBench.js';
import { decodeRatios, decodeText } from './decodeReport.js';
import { MeasurementError } from './measuringProcess.js';

interface DecodeOptions {
  readonly sizes: readonly number[];
  readonly workers: number;
  readonly rounds: number;
  readonly python?: string;
  readonly json?: true;
}

const sizesValue = (text: string): number[] =>
  text.split(',').map((part) => {
    const sizePx = Number(part);
    if (!Number.isInteger(sizePx) || sizePx < 1) {
      throw new InvalidArgumentError('They must be whole numbers of pixels, such as 400,224.');
    }
    return sizePx;
  });

/** Real photos where there are some, else the sample images that the first run draws. */
const defaultFolder = ({ dataFolder, projectFolder }: BenchWorld): string => {
  const candidates = [
    ...(dataFolder === undefined ? [] : [path.join(dataFolder, 'photos-3k', 'train'), dataFolder]),
    path.join(projectFolder, 'sample-images'),
  ];
  const found = candidates.find((folder) => existsSync(folder));
  if (found !== undefined) return found;
  throw new MeasurementError(
    'There are no images to decode: name a folder, as in `npm run bench -- decode FOLDER`.',
  );
};

const compareDecoding = async (
  world: BenchWorld,
  folder: string,
  options: DecodeOptions,
): Promise<void> => {
  const { sizes, workers, rounds, python: pythonPath = null, json: isJson = false } = options;
  if (pythonPath === null && !isJson) {
    world.writeError(
      'Pillow is left out; --python or PRETEXT_LAB_PYTHON names a Python that has it.',
    );
  }
  const pillow =
    pythonPath === null ? null : await pythonPackageVersion(pythonPath, 'PIL', world.abort);
  const rows = await runDecodeBench({ folder, sizesPx: sizes, workers, rounds, pythonPath });
  printResult(world, isJson, decodeText(rows), {
    bench: 'decode',
    versions: { node: world.nodeVersion, pillow },
    folder,
    rounds,
    rows,
    ratios: decodeRatios(rows),
  });
};

/** Adds `decode`. */
export const addDecode = (program: Command, world: BenchWorld): void => {
  program
    .command('decode')
    .description('compare decoding speed with Pillow, in turns')
    .argument('[folder]', 'images; PRETEXT_LAB_DATA names a folder too')
    .option('--sizes <px>', 'sides of the squares, separated by commas', sizesValue, [400, 224])
    .option('--workers <count>', 'workers of each side', atLeastOne, availableParallelism())
    .option('--rounds <count>', 'turns of each side', atLeastOne, 3)
    .addOption(pythonOption(world, 'Pillow and numpy'))
    .addOption(jsonOption())
    .action((folder: string | undefined, options: DecodeOptions) =>
      compareDecoding(world, folder ?? defaultFolder(world), options),
    );
};

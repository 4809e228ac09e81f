/** The command `attention`. */
import { Option, type Command } from 'commander';

import { mostExplained, type ExplainImagesParams } from '../protocol/attention.js';
import { attentionText, withoutPictures } from './attentionText.js';
import { engineOption } from './options.js';
import { addLookOptions, lookParams, type LookOptions } from './lookOptions.js';
import { wholeNumber } from './parseValue.js';
import { compute, type Shell } from './shell.js';

interface AttentionOptions extends LookOptions {
  readonly count: number;
  readonly task?: NonNullable<ExplainImagesParams['task']>;
  readonly out: string;
}

/** Side of a picture on the sheet. */
const sidePx = 160;

/** Adds `attention`. */
export const addAttention = (program: Command, shell: Shell): void => {
  const command = program
    .command('attention <run> <folder>')
    .description('draw where the network of a run looks for its answers, as a PNG sheet')
    .addOption(engineOption())
    .option(
      '--count <images>',
      `images on the sheet, evenly chosen, 1 to ${mostExplained}`,
      wholeNumber({ min: 1, max: mostExplained }),
      8,
    )
    .addOption(
      new Option(
        '--task <task>',
        'whose answers (default: those of the first task of the run)',
      ).choices(['rotation', 'jigsaw']),
    )
    .option('--out <file>', 'the file to write', 'attention.png');
  addLookOptions(command).action((run: string, folder: string, options: AttentionOptions) => {
    const params = {
      ...lookParams(shell, run, folder, options),
      paths: null,
      count: options.count,
      task: options.task ?? null,
      sidePx,
      outFile: shell.context.resolvePath(options.out),
    };
    return compute(shell, async (client) => {
      const report = await client.call('explainImages', params);
      return { value: withoutPictures(report), text: attentionText(report) };
    });
  });
};

/** The command `engines`: what trains how fast on this machine. */
import type { Command } from 'commander';

import {
  chosenByAuto,
  imagesPerSecondOf,
  type BackendTable,
  type MeasuredBackend,
} from '../launcher/choice/backendTable.js';
import { backendTitles } from '../protocol/backend.js';
import { inEnglish } from '../protocol/sentence.js';
import { exitCode, type ExitCode } from './cliError.js';
import { formatRate, formatTable } from './format.js';
import type { CliContext } from './cliContext.js';
import { complain } from './session.js';
import { createTellingChoice } from './sessionEngines.js';
import type { Shell } from './shell.js';

const row = (measured: MeasuredBackend, taken: MeasuredBackend | null): string[] => {
  const { backend, works, device, stepMs, reason } = measured;
  const imagesPerSecond = imagesPerSecondOf(measured);
  const notes = [
    ...(measured === taken ? ['taken by auto'] : []),
    ...(works ? [] : ['does not work']),
    ...(reason === undefined ? [] : [inEnglish(reason)]),
  ];
  return [
    `${backendTitles[backend]} (${backend})`,
    device === '' ? '-' : device,
    stepMs === null ? '-' : formatRate(stepMs),
    imagesPerSecond === null ? '-' : formatRate(imagesPerSecond),
    notes.join(': '),
  ];
};

/** The table as people read it. */
export const enginesText = (table: BackendTable, hasTensorflow: boolean): string => {
  const taken = chosenByAuto(table);
  const header = ['engine', 'device', 'ms a step', 'images/s', ''];
  const lines = formatTable(
    header,
    table.map((measured) => row(measured, taken)),
  );
  return hasTensorflow ? lines : `${lines}\n  TensorFlow is not installed.`;
};

const showEngines = async (
  context: CliContext,
  isJson: boolean,
  measures: boolean,
): Promise<ExitCode> => {
  const choice = createTellingChoice(context, (line) => {
    if (context.isDebug) context.writeError(line);
  });
  const interruption = { isThere: false };
  const dispose = context.onInterrupt(() => {
    interruption.isThere = true;
    choice.dispose();
  });
  try {
    const table = (measures ? null : await choice.known()) ?? (await choice.measure());
    if (table === null || interruption.isThere) {
      complain(context, isJson, 'interrupted', 'Interrupted.');
      return exitCode.interrupted;
    }
    const auto = chosenByAuto(table)?.backend ?? null;
    const value = { kind: 'engines', auto, engines: table };
    context.createReporter(isJson).result(value, enginesText(table, choice.hasTensorflow));
    return exitCode.done;
  } finally {
    dispose();
  }
};

/** Adds `engines`. */
export const addEngines = (program: Command, shell: Shell): void => {
  program
    .command('engines')
    .description('tell what trains how fast on this machine, and which engine auto takes')
    .option('--measure', 'measure again')
    .action(({ measure }: { readonly measure?: true }) =>
      shell.finish(showEngines(shell.context, shell.isJson(), measure === true)),
    );
};

/** Commands about runs: `pretrain`, `runs` and `show`. */
import type { Command } from 'commander';

import type { Outcome, RunConfig, RunResult } from '../protocol/run.js';
import { inEnglish } from '../protocol/sentence.js';
import { exitCode, type ExitCode } from './cliError.js';
import { addPretrainOptions, makePretrainRequest } from './pretrainRequest.js';
import { runDetailsText, runListText, runResultText } from './resultText.js';
import { runSession, type CommandResult } from './session.js';
import { folderOf, query, type Shell } from './shell.js';

const outcomeExit: Readonly<Record<Outcome, ExitCode>> = {
  completed: exitCode.done,
  stopped: exitCode.done,
  interrupted: exitCode.interrupted,
  failed: exitCode.failure,
};

/** @param config of the run, or null where it never began */
const runResult = (result: RunResult, config: RunConfig | null): CommandResult => ({
  value: result,
  text: runResultText(result, config),
  exit: outcomeExit[result.outcome],
  ...(result.message === undefined ? {} : { complaint: inEnglish(result.message) }),
});

/** Adds `pretrain`. */
export const addPretrain = (program: Command, shell: Shell): void => {
  const command = program
    .command('pretrain [folder]')
    .description('train on a folder of images, without labels');
  addPretrainOptions(command).action((folder: string | undefined) => {
    const request = makePretrainRequest(folder, command, shell.context);
    const options = {
      isJson: shell.isJson(),
      savesWhenInterrupted: true,
      wanted: shell.engine(),
    };
    return shell.finish(
      runSession(shell.context, options, async (engines, startedRun) =>
        runResult(await engines.train(request), startedRun()?.config ?? null),
      ),
    );
  });
};

/** Adds `runs` and `show`. */
export const addRuns = (program: Command, shell: Shell): void => {
  program
    .command('runs <folder>')
    .description('list the runs of a folder of images, newest first')
    .option('--runs <dir>', 'where the run folders are (default: <folder>/.pretext-lab/runs)')
    .action((folder: string, options: { readonly runs?: string }) => {
      const params = {
        folder: folderOf(shell, folder, 'folder'),
        runsFolder:
          options.runs === undefined ? null : folderOf(shell, options.runs, 'folder of runs'),
      };
      return query(shell, async (client) => {
        const { runs } = await client.call('listRuns', params);
        return { value: { kind: 'runs', runs }, text: runListText(runs) };
      });
    });
  program
    .command('show <run>')
    .description('tell everything that a run folder holds')
    .action((run: string) => {
      const runFolder = folderOf(shell, run, 'run folder');
      return query(shell, async (client) => {
        const details = await client.call('showRun', { runFolder });
        return { value: { kind: 'run', ...details }, text: runDetailsText(details) };
      });
    });
};

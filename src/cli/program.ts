/** The command line as a function: arguments in, exit code out. */
import { Command, CommanderError } from 'commander';

import { addClassify } from './classifyCommand.js';
import { addAttention } from './attentionCommand.js';
import { exitCode, reportError, type ExitCode } from './cliError.js';
import { addAudit } from './auditCommand.js';
import { addCompare } from './compareCommand.js';
import { addEngines } from './enginesCommand.js';
import { addEvaluate } from './evaluateCommand.js';
import { addExport, addFeatures } from './exportCommands.js';
import { addFilters } from './filtersCommand.js';
import { addInspect, addPreview, addSample } from './folderCommands.js';
import { addAnomalies, addSearch } from './lookCommands.js';
import { addMap } from './mapCommand.js';
import type { EngineOption } from './options.js';
import { addReport } from './reportCommand.js';
import { addPretrain, addRuns } from './runCommands.js';
import type { CliContext } from './cliContext.js';
import { complain } from './session.js';
import type { Shell } from './shell.js';
import { addBench, addPermutations } from './toolCommands.js';

const oneSentence = (text: string): string =>
  text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');

/**
 * Runs one command line to its end. Never rejects.
 * @param commandLine the arguments, without the binary and the script
 */
export const runCli = async (
  commandLine: readonly string[],
  context: CliContext,
): Promise<ExitCode> => {
  let exit: ExitCode = exitCode.done;
  const program = new Command('pretext-lab');
  let acting = program;
  program.hook('preAction', (_, command) => {
    acting = command;
  });
  const isJson = (): boolean => program.opts<{ json?: boolean }>().json === true;
  const shell: Shell = {
    context,
    isJson,
    engine: () => acting.opts<EngineOption>().engine ?? 'auto',
    finish: async (ending) => {
      exit = await ending;
    },
  };
  program
    .description('Pretrains image networks without labels, by jigsaw puzzles and rotations.')
    .version(context.version)
    .option('--json', 'one JSON object per line on standard output, the last one the result')
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        context.writeOut(text.trimEnd());
      },
      writeErr: (text) => {
        context.writeError(text.trimEnd());
      },
      outputError: () => undefined,
    });
  for (const add of [
    addPretrain,
    addEvaluate,
    addInspect,
    addPreview,
    addPermutations,
    addRuns,
    addCompare,
    addReport,
    addAudit,
    addExport,
    addFeatures,
    addSample,
    addAnomalies,
    addSearch,
    addMap,
    addClassify,
    addAttention,
    addFilters,
    addEngines,
    addBench,
  ]) {
    add(program, shell);
  }

  try {
    await program.parseAsync([...commandLine], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCode.done;
      if (error.code !== 'commander.help')
        complain(context, isJson(), 'usage', oneSentence(error.message));
      return exitCode.usage;
    }
    const report = reportError(error);
    complain(context, isJson(), report.code, report.message);
    if (context.isDebug && error instanceof Error) context.writeError(error.stack ?? '');
    return report.exit;
  }
};

/** Exit codes, and the error that ends a command with a sentence. */
import { RpcError } from '../protocol/rpc.js';

/** What the command line leaves to its caller. */
export const exitCode = { done: 0, failure: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A command was called wrongly; the message is one sentence that says what would be right. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Refusals of the engine that mean that the call itself was wrong. */
const usageCodes: ReadonlySet<string> = new Set(['badArgument', 'folderMissing']);

/** An error as code, sentence and exit code. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly exit: ExitCode;
}

/** Turns whatever was thrown into what the user is told. */
export const reportError = (error: unknown): ErrorReport => {
  if (error instanceof UsageError) {
    return { code: 'usage', message: error.message, exit: exitCode.usage };
  }
  if (error instanceof RpcError && error.code !== 'internal') {
    const isUsage = usageCodes.has(error.code);
    const exit = isUsage ? exitCode.usage : exitCode.failure;
    return { code: error.code, message: error.message, exit };
  }
  const message = error instanceof Error ? error.message : String(error);
  const firstLine = (message.split('\n')[0] ?? '').replace(/[.\s]+$/, '');
  return {
    code: 'internal',
    message: `Something unforeseen happened: ${firstLine}; set PRETEXT_LAB_DEBUG=1 to see where.`,
    exit: exitCode.failure,
  };
};

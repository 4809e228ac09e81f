/** How a page is told of a failure. */
import * as z from 'zod';

import { RpcError, type DescribeError } from '../protocol/rpc.js';
import { errorText } from './errorText.js';
import type { Logger, Words } from './outside.js';
import { SpokenError } from './spokenError.js';

/** Turns what was thrown into a sentence for the user; what nobody expected is logged as well. */
export const createErrorDescriber =
  (words: Words, logger: Logger): DescribeError =>
  (error) => {
    if (error instanceof z.ZodError) {
      logger.error(`A page asked for what there is not: ${z.prettifyError(error)}`);
      const message = words.t('The extension was updated. Reload the window to go on.');
      return { code: 'badMessage', message };
    }
    const message = errorText(error, words);
    if (error instanceof SpokenError) return { code: 'refused', message };
    if (error instanceof RpcError) return { code: error.code, message };
    logger.error(error instanceof Error ? (error.stack ?? message) : message);
    return { code: 'internal', message };
  };

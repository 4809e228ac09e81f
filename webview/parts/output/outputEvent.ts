/**
 * How a part hands something to the user: it says so by an event, and the page, which has the host,
 * answers. So no tab passes the host down to its tables and charts.
 */
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import {
  mostCopiedLength,
  mostSavedLength,
  type SavedFile,
} from '../../../src/protocol/savedFile.js';
import { formatCount } from '../format.js';
import { t } from '../../text.js';

export type Output =
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'save'; readonly file: SavedFile };

/** Asks the page to hand something over. */
export class OutputEvent extends Event {
  static readonly type = 'output-wanted';
  readonly output: Output;
  /** What is said when it is done, or null where the user thought better of it; set by the page. */
  answer: Promise<string | null> | null = null;

  constructor(output: Output) {
    super(OutputEvent.type, { bubbles: true, composed: true });
    this.output = output;
  }
}

const tooLong = (output: Output): string | null => {
  if (output.kind === 'copy') {
    return output.text.length <= mostCopiedLength
      ? null
      : t(
          'The text has {0} characters, and at most {1} are copied: save it as a file.',
          formatCount(output.text.length),
          formatCount(mostCopiedLength),
        );
  }
  const { file } = output;
  const length = file.kind === 'png' ? file.bytes.length : file.text.length;
  return length <= mostSavedLength
    ? null
    : t(
        'The file would have {0} bytes, and at most {1} are saved.',
        formatCount(length),
        formatCount(mostSavedLength),
      );
};

/**
 * Hands something over.
 * @returns what to say of it, or null where the user closed the dialog
 * @throws Error with a sentence for the user
 */
export const handOver = async (from: EventTarget, output: Output): Promise<string | null> => {
  const refusal = tooLong(output);
  if (refusal !== null) throw new Error(refusal);
  const event = new OutputEvent(output);
  from.dispatchEvent(event);
  return event.answer;
};

/** Lets the host answer what parts want to hand over. */
export const answerOutput = (event: Event, host: Client<LabRequests>): void => {
  if (!(event instanceof OutputEvent)) return;
  event.answer = answer(event.output, host);
};

const answer = async (output: Output, host: Client<LabRequests>): Promise<string | null> => {
  if (output.kind === 'copy') {
    await host.call('copyText', { text: output.text });
    return t('Copied');
  }
  const { savedAs } = await host.call('saveFile', output.file);
  return savedAs === null ? null : t('Saved as {0}', savedAs);
};

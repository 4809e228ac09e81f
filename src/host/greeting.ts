/** What the host answers first to each of its pages. */
import { panelProtocolVersion } from '../protocol/panelProtocol.js';
import type { Words } from './outside.js';
import { SpokenError } from './spokenError.js';

export interface Greeting {
  readonly protocolVersion: number;
  readonly language: string;
  readonly translations: Record<string, string>;
}

/**
 * Greets a page.
 * @param theirs the protocol version of the page
 * @throws SpokenError when the page was loaded from another version of the extension
 */
export const greet = (
  theirs: number,
  { t, language }: Words,
  translations: Readonly<Record<string, string>>,
): Greeting => {
  if (theirs !== panelProtocolVersion) {
    throw new SpokenError(t('The extension was updated. Reload the window to go on.'));
  }
  return { protocolVersion: panelProtocolVersion, language, translations: { ...translations } };
};

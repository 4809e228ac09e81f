/**
 * Messages between the extension host and its two webviews, the Lab and the Training view.
 *
 * The host owns history. On `ready` a webview gets everything it shows; while it is visible it gets
 * deltas that say which step they follow; when one does not fit it asks for a snapshot. While it is
 * hidden nothing is sent. Everything that arrives is parsed.
 */
import * as z from 'zod';

export const panelProtocolVersion = 4;

/** What a page says first. */
export const greetingParams = z.object({ protocolVersion: z.number().int() });
export const greeting = z.object({
  protocolVersion: z.number().int(),
  /** BCP 47, such as `en` or `ko`. */
  language: z.string(),
  /** Translations by their English text; empty in English. */
  translations: z.record(z.string(), z.string()),
});

export const steerSchema = z.enum(['pause', 'unpause', 'stop', 'resume']);
/** What may be done to the run that is shown. */
export type Steer = z.infer<typeof steerSchema>;
/** `id` is that of the run that the page shows: another one may have begun since, and is not meant. */
export const steerParams = z.object({ action: steerSchema, id: z.string() });

/** What is measured inside an extension host, as its results file says it. */
import * as z from 'zod';

const samples = z.array(z.number()).min(1);

export const hostFiguresSchema = z.object({
  versions: z.object({ editor: z.string(), node: z.string() }),
  /** Loading the extension's code, and activating it, ms. */
  activation: z.object({ loadMs: z.number(), activateMs: z.number() }),
  /** From the command to the first step that the host knows of, ms, for each time. */
  firstStepMs: samples.optional(),
  /** How late the event loop is: with the Lab open, in training and without a run, ms. */
  loopDelayMs: z
    .object({
      idle: z.object({ p50: z.number(), p99: z.number(), max: z.number(), samples: z.number() }),
      training: z.object({
        p50: z.number(),
        p99: z.number(),
        max: z.number(),
        samples: z.number(),
      }),
      /** Steps that were trained meanwhile. */
      steps: z.number(),
    })
    .optional(),
  snapshot: z
    .object({
      steps: z.number(),
      /** Making the message out of the kept history, and its bytes for the page, ms, for each time. */
      buildMs: samples,
      /** Reading the run back from its folder, until the Lab has its source, ms, for each time. */
      openMs: samples,
      messageBytes: z.number(),
    })
    .optional(),
  rounds: z
    .object({
      /** Resident memory of the extension host after each round. */
      residentBytes: samples,
      /** Its JavaScript heap, likewise. */
      heapBytes: samples,
      /** Engine processes that were left afterwards. */
      enginesLeft: z.number(),
    })
    .optional(),
});
export type HostFigures = z.infer<typeof hostFiguresSchema>;

/** What the measuring processes print: one line of JSON each, parsed by the process that started it. */
import * as z from 'zod';

import { calibrationSchema, precisionSchema } from '../../src/protocol/run.js';

const operationSchema = z.object({
  operation: z.string(),
  /** Per step. */
  calls: z.number(),
  /** Per step. */
  ms: z.number(),
});

export const stepMeasurementSchema = z.object({
  kind: z.literal('step'),
  precision: precisionSchema,
  /** How the precision was chosen, if it was left open. */
  calibration: calibrationSchema.nullable(),
  /** Median over the timed steps. */
  msPerStep: z.number().positive(),
  /** Loss of the last step, nats. */
  loss: z.number(),
  /** Share of the steps' time that was spent inside TensorFlow operations. */
  kernelShare: z.number(),
  operations: z.array(operationSchema),
  /** Convolutions and matrix products of one step. */
  gflopPerStep: z.number(),
  parameters: z.number(),
  tensorflow: z.string(),
  nativeKernels: z.boolean(),
});
/** A training step of this engine. */
export type StepMeasurement = z.infer<typeof stepMeasurementSchema>;

export const peerMeasurementSchema = z.object({
  kind: z.literal('peer'),
  msPerStep: z.number().positive(),
  loss: z.number(),
  /** Trained numbers of the peer's network, which shows that it is the same network. */
  parameters: z.number(),
});
/** A training step of the same network elsewhere. */
export type PeerMeasurement = z.infer<typeof peerMeasurementSchema>;

export const convolutionRatesSchema = z.object({
  kind: z.literal('convolutionRates'),
  /** GFLOP/s of the fastest shape. */
  float32: z.number().positive(),
  bfloat16: z.number().positive(),
});
/** The best rate that convolutions reach on this machine. */
export type ConvolutionRates = z.infer<typeof convolutionRatesSchema>;

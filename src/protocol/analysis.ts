/**
 * What the Lab has the engine do with the run that it shows: evaluate and audit it,
 * look into it, sort, search and map images with it, export it. A request is one of the engine's own
 * without what the host adds by itself, and its outcome stays with the host, which tells of its state
 * and hands it out when asked.
 */
import * as z from 'zod';

import type { EngineEvent } from './engineEvents.js';
import { engineRequests } from './engineProtocol.js';
import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

/** One of the engine's requests as an analysis. */
const analysis = <const N extends string, P extends z.ZodType, R extends z.ZodType>(
  name: N,
  params: P,
  result: R,
) => ({
  request: z.object({ name: z.literal(name), params }),
  outcome: z.object({ name: z.literal(name), params, result }),
});

/** What the host adds to a request. */
const ofHost = { runFolder: true, workers: true } as const;
const {
  evaluate,
  auditShortcuts,
  classify,
  findAnomalies,
  searchImages,
  findNearDuplicates,
  embedFolder,
  exportRun,
  exportFeatures,
  readFilters,
  explainImages,
} = engineRequests;

const analyses = {
  evaluate: analysis('evaluate', evaluate.params.omit(ofHost), evaluate.result),
  audit: analysis('auditShortcuts', auditShortcuts.params.omit(ofHost), auditShortcuts.result),
  classify: analysis(
    'classify',
    classify.params.omit({ ...ofHost, outFile: true }),
    classify.result,
  ),
  anomalies: analysis('findAnomalies', findAnomalies.params.omit(ofHost), findAnomalies.result),
  search: analysis('searchImages', searchImages.params.omit(ofHost), searchImages.result),
  nearDuplicates: analysis(
    'findNearDuplicates',
    findNearDuplicates.params.omit(ofHost),
    findNearDuplicates.result,
  ),
  map: analysis(
    'embedFolder',
    embedFolder.params.omit({ ...ofHost, outFile: true }),
    embedFolder.result,
  ),
  export: analysis('exportRun', exportRun.params.omit({ runFolder: true }), exportRun.result),
  features: analysis('exportFeatures', exportFeatures.params.omit(ofHost), exportFeatures.result),
  filters: analysis(
    'readFilters',
    readFilters.params.omit({ runFolder: true, outFile: true }),
    readFilters.result,
  ),
  attention: analysis(
    'explainImages',
    explainImages.params.omit({ ...ofHost, outFile: true }),
    explainImages.result,
  ),
};

export const analysisRequestSchema = z.discriminatedUnion('name', [
  analyses.evaluate.request,
  analyses.audit.request,
  analyses.classify.request,
  analyses.anomalies.request,
  analyses.search.request,
  analyses.nearDuplicates.request,
  analyses.map.request,
  analyses.export.request,
  analyses.features.request,
  analyses.filters.request,
  analyses.attention.request,
]);
/** What is to be done with the run that is shown. */
export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;
export type AnalysisName = AnalysisRequest['name'];
/** The request of one name. */
export type RequestOf<N extends AnalysisName> = Extract<AnalysisRequest, { name: N }>;

export const analysisOutcomeSchema = z.discriminatedUnion('name', [
  analyses.evaluate.outcome,
  analyses.audit.outcome,
  analyses.classify.outcome,
  analyses.anomalies.outcome,
  analyses.search.outcome,
  analyses.nearDuplicates.outcome,
  analyses.map.outcome,
  analyses.export.outcome,
  analyses.features.outcome,
  analyses.filters.outcome,
  analyses.attention.outcome,
]);
/** What came of a request. */
export type AnalysisOutcome = z.infer<typeof analysisOutcomeSchema>;
/** What came of the request of one name. */
export type OutcomeOf<N extends AnalysisName> = Extract<AnalysisOutcome, { name: N }>;

export const analysisNameSchema = z.enum(
  Object.values(analyses).map(({ request }) => request.shape.name.value),
);

type ProgressEvent = Extract<EngineEvent, { kind: 'dataProgress' | 'evaluationProgress' }>;
/** What an analysis is just doing. */
export type AnalysisStage = ProgressEvent['phase'];

export const analysisStateSchema = z.object({
  name: analysisNameSchema,
  /** Rises with each analysis of this window, so that two of one name can be told apart. */
  number: index,
  /** `waiting` for another analysis to end. */
  phase: z.enum(['waiting', 'running', 'done', 'stopped', 'failed']),
  /** The folder that it is about: looked at, or written; empty where it is about the run alone. */
  folder: z.string(),
  /** Null while nothing is known. `total` is null while unknown. */
  progress: z.object({ stage: z.string(), done: index, total: index.nullable() }).nullable(),
  /** Files that could not be read so far. */
  skippedImages: index,
  /** What the engine warned of, the first ones. */
  warnings: z.array(sentenceSchema),
  /** Why it failed, in one sentence in the user's language; null unless it did. */
  problem: z.string().nullable(),
});
/** Where the last analysis of a name stands. */
export type AnalysisState = z.infer<typeof analysisStateSchema>;

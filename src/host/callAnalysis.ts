/** From a request of the Lab to the engine's own. */
import { dirname } from 'node:path';

import type { AnalysisOutcome, AnalysisRequest } from '../protocol/analysis.js';
import type { EngineClient } from '../protocol/engineProtocol.js';

/** What the host adds to a request. */
export interface HostParams {
  readonly runFolder: string;
  /** Threads that read images. */
  readonly workers: number;
}

/** Asks the engine. @throws what the engine's client throws */
export const callAnalysis = async (
  client: EngineClient,
  request: AnalysisRequest,
  own: HostParams,
): Promise<AnalysisOutcome> => {
  switch (request.name) {
    case 'evaluate':
      return { ...request, result: await client.call('evaluate', { ...request.params, ...own }) };
    case 'auditShortcuts':
      return {
        ...request,
        result: await client.call('auditShortcuts', { ...request.params, ...own }),
      };
    case 'classify':
      return {
        ...request,
        result: await client.call('classify', { ...request.params, ...own, outFile: null }),
      };
    case 'findAnomalies':
      return {
        ...request,
        result: await client.call('findAnomalies', { ...request.params, ...own }),
      };
    case 'searchImages':
      return {
        ...request,
        result: await client.call('searchImages', { ...request.params, ...own }),
      };
    case 'findNearDuplicates':
      return {
        ...request,
        result: await client.call('findNearDuplicates', { ...request.params, ...own }),
      };
    case 'embedFolder':
      return {
        ...request,
        result: await client.call('embedFolder', { ...request.params, ...own, outFile: null }),
      };
    case 'exportRun': {
      const { runFolder } = own;
      return {
        ...request,
        result: await client.call('exportRun', { ...request.params, runFolder }),
      };
    }
    case 'exportFeatures':
      return {
        ...request,
        result: await client.call('exportFeatures', { ...request.params, ...own }),
      };
    case 'readFilters': {
      const { runFolder } = own;
      return {
        ...request,
        result: await client.call('readFilters', { ...request.params, runFolder, outFile: null }),
      };
    }
    case 'explainImages':
      return {
        ...request,
        result: await client.call('explainImages', { ...request.params, ...own, outFile: null }),
      };
  }
};

/**
 * The folders that an analysis has to do with: the one that it is about first, looked at or written.
 * @param runFolder is what an analysis without a folder of its own is about
 */
export const foldersOf = (
  request: AnalysisRequest,
  runFolder: string,
): readonly [string, ...string[]] => {
  switch (request.name) {
    case 'evaluate':
      return [request.params.trainFolder];
    case 'auditShortcuts':
      return [request.params.folder ?? runFolder];
    case 'classify':
      return [request.params.folder, request.params.labelledFolder];
    case 'findAnomalies':
    case 'findNearDuplicates':
    case 'embedFolder':
    case 'explainImages':
      return [request.params.folder];
    case 'searchImages':
      return [request.params.folder, dirname(request.params.image)];
    case 'exportFeatures':
      return [request.params.folder, request.params.outFolder];
    case 'exportRun':
      return [request.params.outFolder];
    case 'readFilters':
      return [runFolder];
  }
};

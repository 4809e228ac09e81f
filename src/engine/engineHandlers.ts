/** What the engine does for each request. One run or evaluation at a time. */
import type { ReportEvent } from '../protocol/engineEvents.js';
import { engineProtocolVersion, type EngineHandlers } from '../protocol/engineProtocol.js';
import { sentence, type Sentence } from '../protocol/sentence.js';
import { whileItWorks } from './backend/whileItWorks.js';
import { compareRuns } from './comparison/compareRuns.js';
import { inspectFolder } from './data/inspectFolder.js';
import { scanFolder } from './data/scanFolder.js';
import { describeImages } from './describeImages.js';
import { findAnomalies } from './evaluation/anomalies/findAnomalies.js';
import { explainImages } from './evaluation/attention/explainImages.js';
import { classify } from './evaluation/classification/classify.js';
import { auditShortcuts } from './evaluation/audit/auditShortcuts.js';
import { evaluate } from './evaluation/evaluate.js';
import { readFilters } from './evaluation/filters/readFilters.js';
import { embedFolder } from './evaluation/map/embedFolder.js';
import { findNearDuplicates } from './evaluation/search/findNearDuplicates.js';
import { searchImages } from './evaluation/search/searchImages.js';
import { exportFeatures } from './exporting/exportFeatures.js';
import { exportRun } from './exporting/exportRun.js';
import { LabError } from './labError.js';
import { limitEventRate } from './limitEventRate.js';
import { previewSamples } from './previewSamples.js';
import { makePermutationSet } from './pretext/jigsaw/permutationSet.js';
import { readPhotos, readThumbnails } from './readPhotos.js';
import { writeReport } from './report/writeReport.js';
import { deleteRun } from './runFolder/deleteRun.js';
import { readEvaluations } from './runFolder/evaluations.js';
import { listRuns, showRun } from './runFolder/listRuns.js';
import { readHistory } from './runFolder/readHistory.js';
import { readRunSamples } from './runFolder/readRunSamples.js';
import { readPermutationsJson, readRunJson } from './runFolder/runFolder.js';
import type { ProcessTable } from './runFolder/runLock.js';
import type { DrawingThreads } from './sampleImages/makePictures.js';
import { writeSampleImages } from './sampleImages/writeSampleImages.js';
import { measureSpeed } from './training/measureSpeed.js';
import { resumeRun } from './training/resumeRun.js';
import { RunControl } from './training/runControl.js';
import { startRun } from './training/startRun.js';
import type { EngineWorld } from './world.js';

export interface HandlerOptions {
  readonly engineVersion: string;
  readonly report: ReportEvent;
  readonly processes: ProcessTable;
  /** Monotonic time in ms. */
  readonly clock: () => number;
  /** What sample images are drawn in. */
  readonly drawingThreads: DrawingThreads;
  /** Loads TensorFlow on first use: most requests do without. */
  loadWorld(report: ReportEvent): Promise<EngineWorld>;
}

export interface EngineService {
  readonly handlers: EngineHandlers;
  /** Saves and ends the run under way, if any; resolves when it is over. */
  interrupt(): Promise<void>;
}

export const createEngineService = (options: HandlerOptions): EngineService => {
  const { processes } = options;
  // Each request counts its own skipped files.
  const newReport = (): ReportEvent => limitEventRate(options.report, options.clock);
  const warnOfRun = (message: Sentence): void => {
    options.report({ kind: 'warning', code: 'run', message });
  };
  let current: { control: RunControl; ended: Promise<unknown> } | null = null;

  const refuseWhileBusy = (): void => {
    if (current !== null) {
      throw new LabError('busy', sentence('This engine is already at work; wait for that to end.'));
    }
  };
  const runExclusively = async <R>(
    body: (control: RunControl, world: EngineWorld) => Promise<R>,
    control = new RunControl(),
  ): Promise<R> => {
    refuseWhileBusy();
    const report = newReport();
    // The world stays loaded, but not the first request's count of skipped files.
    const running = options
      .loadWorld(report)
      .then((world) => whileItWorks(world.backend, body(control, { ...world, report })));
    current = { control, ended: running.catch(() => undefined) };
    try {
      return await running;
    } finally {
      current = null;
    }
  };
  /** Looks at images with a trained network; a stop ends it without a result. */
  const look = <P, R>(
    find: (params: P, world: EngineWorld, signal: AbortSignal) => Promise<R>,
  ): ((params: P) => Promise<R>) => {
    return (params) =>
      runExclusively(
        ({ signal }, world) => find(params, world, signal),
        new RunControl(
          sentence('Looking at the images was stopped; nothing was written but the cache.'),
        ),
      );
  };
  const controlOfRun = (): RunControl => {
    if (current === null)
      throw new LabError('badArgument', sentence('There is no run to steer just now.'));
    return current.control;
  };
  const acknowledge =
    (steer: (control: RunControl) => void) => (): Promise<Record<string, never>> =>
      Promise.resolve().then(() => {
        steer(controlOfRun());
        return {};
      });

  return {
    interrupt: async () => {
      current?.control.stop('interrupted');
      await current?.ended;
    },
    handlers: {
      hello: () =>
        Promise.resolve({
          protocolVersion: engineProtocolVersion,
          engineVersion: options.engineVersion,
        }),
      describeBackend: async () => {
        const { backend } = await options.loadWorld(newReport());
        const { name, device, versions } = backend;
        return { name, device, versions: { ...versions } };
      },
      inspectFolder: ({ folder, workers, maxPixels, maxFileBytes }) => {
        const report = newReport();
        return inspectFolder(folder, {
          limits: { maxPixels, maxFileBytes },
          workers,
          onProgress: (phase, done, total) => {
            report({ kind: 'dataProgress', phase, done, total });
          },
          onSkipped: (file) => {
            report({ kind: 'imageSkipped', file });
          },
        });
      },
      previewSamples: (params) => previewSamples(params, newReport()),
      makePermutationSet: (params) => Promise.resolve().then(() => makePermutationSet(params)),
      writeSampleImages: async (params) => {
        const report = newReport();
        const onProgress = (done: number, total: number): void => {
          report({ kind: 'dataProgress', phase: 'draw', done, total });
        };
        const { drawingThreads: threads } = options;
        const written = await writeSampleImages({ ...params, threads, onProgress });
        return { kind: 'sampleImages', folder: params.folder, ...written };
      },
      pretrain: (params) => runExclusively((control, world) => startRun(params, control, world)),
      resumeRun: ({ runFolder }) =>
        runExclusively((control, world) => resumeRun(runFolder, control, world)),
      evaluate: (params) =>
        runExclusively((control, world) => evaluate(params, control.signal, world)),
      readEvaluations: async ({ runFolder }) => {
        await readRunJson(runFolder);
        return { evaluations: await readEvaluations(runFolder, warnOfRun) };
      },
      pause: acknowledge((control) => {
        control.pause();
      }),
      unpause: acknowledge((control) => {
        control.unpause();
      }),
      stop: ({ outcome }) =>
        acknowledge((control) => {
          control.stop(outcome);
        })(),
      listRuns: async ({ folder, runsFolder }) => ({
        runs: await listRuns(folder, runsFolder, processes, warnOfRun),
      }),
      showRun: ({ runFolder }) => showRun(runFolder, processes),
      readHistory: async ({ runFolder }) => {
        await readRunJson(runFolder);
        return readHistory(runFolder);
      },
      readSamples: ({ runFolder, epoch }) => readRunSamples(runFolder, epoch),
      readPhotos: async (params) => ({ photos: await readPhotos(params) }),
      readThumbnails: async (params) => ({ photos: await readThumbnails(params) }),
      readPermutations: async ({ runFolder }) => {
        const { config } = await readRunJson(runFolder);
        const hasSet = config.task !== 'rotation';
        return { permutationSet: hasSet ? await readPermutationsJson(runFolder) : null };
      },
      describeImages: ({ runFolder }) => describeImages(runFolder),
      compareRuns: ({ runFolders }) => compareRuns(runFolders, processes, warnOfRun),
      writeReport: (params) => writeReport(params, processes),
      deleteRun: async ({ runFolder }) => {
        await deleteRun(runFolder, processes);
        return {};
      },
      countImages: async ({ folder }) => {
        const { index } = await scanFolder(folder, { onProgress: () => undefined });
        return { images: index.length };
      },
      measureSpeed: look(({ config }, world) => measureSpeed(config, world)),
      classify: look(classify),
      auditShortcuts: look(auditShortcuts),
      findAnomalies: look(findAnomalies),
      searchImages: look(searchImages),
      findNearDuplicates: look(findNearDuplicates),
      embedFolder: look(embedFolder),
      readFilters: look(readFilters),
      explainImages: look(explainImages),
      exportRun: look(exportRun),
      exportFeatures: look(exportFeatures),
    },
  };
};

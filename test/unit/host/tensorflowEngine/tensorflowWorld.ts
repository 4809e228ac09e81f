/** An installation of the TensorFlow engine without TensorFlow: a tiny package and engines that a test plays. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WheelSource } from '../../../../src/host/tensorflowEngine/bringWheel.js';
import type { InstallOptions } from '../../../../src/host/tensorflowEngine/installTensorflow.js';
import type { LaunchTensorflow } from '../../../../src/host/tensorflowEngine/tensorflowEngines.js';
import type { ChildEnd } from '../../../../src/launcher/engineProcess.js';
import { RpcError } from '../../../../src/protocol/rpc.js';
import type { Sentence } from '../../../../src/protocol/sentence.js';
import { fakeWheel, fakeWheelContent } from '../../../support/fakeWheel.js';
import {
  indexPage,
  startFileServer,
  whole,
  type Answer,
  type FileServer,
} from '../../../support/fileServer.js';
import { createTestClock } from '../world.js';

export interface PlayedEngines {
  readonly launch: LaunchTensorflow;
  /** With what each was started. */
  readonly folders: string[];
  /** The grace of each stop, in ms. */
  readonly stops: number[];
}

export interface PlayedEnding {
  /** What the call is rejected with; null never answers. */
  readonly error: Error | null;
  /** How the process ended by itself before, if it did. */
  readonly end?: ChildEnd;
  readonly log?: readonly string[];
}

/** Engines that measure a speed, or that fail in some way. */
export const playEngines = (plays: { imagesPerSecond: number } | PlayedEnding): PlayedEngines => {
  const folders: string[] = [];
  const stops: number[] = [];
  return {
    folders,
    stops,
    launch: (folder) => {
      folders.push(folder);
      let finish: (end: ChildEnd) => void = () => undefined;
      const stopped = new Promise<ChildEnd>((resolve) => {
        finish = resolve;
      });
      if (!('imagesPerSecond' in plays) && plays.end !== undefined) finish(plays.end);
      return {
        client: {
          call: async (name) => {
            if (name !== 'measureSpeed') throw new Error(`No ${name} in this test.`);
            if ('imagesPerSecond' in plays) {
              return { imagesPerSecond: plays.imagesPerSecond, precision: 'float32' } as never;
            }
            if (plays.error === null) return new Promise(() => undefined);
            throw plays.error;
          },
        },
        stopped,
        recentLog: () => ('imagesPerSecond' in plays ? [] : (plays.log ?? [])),
        stop: async (graceMs) => {
          stops.push(graceMs);
          finish({ code: null, signal: 'SIGKILL', killed: true });
          await stopped;
        },
      };
    },
  };
};

export const engineError = (said: Sentence): Error => new RpcError('engineMissing', said);

export const addonContent = Buffer.from('an addon');

export interface TensorflowWorld {
  readonly folder: string;
  readonly storageFolder: string;
  readonly addon: string;
  /** Serves the package, unless `answers` says otherwise. */
  serve(answers?: { index?: Answer; files?: readonly [Answer, ...Answer[]] }): Promise<FileServer>;
  options(source: WheelSource, change?: Partial<InstallOptions>): InstallOptions;
  end(): Promise<void>;
}

export const indexOf = (server: FileServer): WheelSource => ({
  kind: 'index',
  fetch,
  indexUrl: `${server.origin}/simple`,
});

export const createTensorflowWorld = async (): Promise<TensorflowWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'pretext lab engine '));
  const storageFolder = join(folder, 'global storage');
  const addon = join(folder, 'shipped.node');
  await mkdir(storageFolder);
  await writeFile(addon, addonContent);
  const servers: FileServer[] = [];
  return {
    folder,
    storageFolder,
    addon,
    serve: async (answers = {}) => {
      const server = await startFileServer({
        [`/simple/${fakeWheel.project}/`]: [
          answers.index ?? indexPage(fakeWheel.file, `/files/${fakeWheel.file}`),
        ],
        [`/files/${fakeWheel.file}`]: answers.files ?? [whole(fakeWheelContent)],
      });
      servers.push(server);
      return server;
    },
    options: (source, change = {}) => ({
      wheel: fakeWheel,
      addon,
      storageFolder,
      source,
      launch: playEngines({ imagesPerSecond: 321 }).launch,
      clock: createTestClock(),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onLog: () => undefined,
      patience: { stallMs: 10_000, attempts: 2, pauseMs: 0 },
      ...change,
    }),
    end: async () => {
      for (const server of servers) await server.close();
      await rm(folder, { recursive: true });
    },
  };
};

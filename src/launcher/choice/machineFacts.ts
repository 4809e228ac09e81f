/** What a measurement of backends depends on: when any of it changes, it is made again. */
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** A folder with TensorFlow's library and addon. */
export interface TensorflowFolder {
  readonly folder: string;
  /** Differs between any two builds of it. */
  readonly version: string;
}

export interface MachineFacts {
  readonly processor: string;
  readonly cores: number;
  /** Rounded: systems hold back more or less of it from start to start. */
  readonly memoryGiB: number;
  /** Such as `linux x64`. */
  readonly platform: string;
  /** `vendor:device` of each, where that is known without asking a driver. */
  readonly graphics: readonly string[];
}

/** The same text for the same machine, program and TensorFlow. */
export const machineKey = (
  facts: MachineFacts,
  programVersion: string,
  tensorflow: TensorflowFolder | null,
): string => {
  const { processor, cores, memoryGiB, platform, graphics } = facts;
  return JSON.stringify([
    ...[processor, cores, memoryGiB, platform, graphics, programVersion],
    tensorflow === null ? null : [tensorflow.folder, tensorflow.version],
  ]);
};

/** Where Linux lists its graphics devices, `card0`, beside their outlets, `card0-HDMI-A-1`. */
const linuxDevices = '/sys/class/drm';

/** The graphics devices that Linux knows; none elsewhere. */
export const readGraphics = async (devices = linuxDevices): Promise<readonly string[]> => {
  const names = await readdir(devices).catch(() => []);
  const cards = names.filter((name) => /^card\d+$/.test(name)).sort();
  const ids = await Promise.all(
    cards.map(async (card) => {
      const read = async (name: string): Promise<string> =>
        (await readFile(join(devices, card, 'device', name), 'utf8')).trim();
      return Promise.all([read('vendor'), read('device')]).then(
        (pair) => pair.join(':'),
        () => card,
      );
    }),
  );
  return ids;
};

const gibibyte = 2 ** 30;

export const readMachineFacts = async (): Promise<MachineFacts> => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / gibibyte),
  platform: `${process.platform} ${process.arch}`,
  graphics: await readGraphics(),
});

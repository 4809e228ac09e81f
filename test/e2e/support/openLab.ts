/** An editor with the packaged extension installed into a fresh profile, and a window on a folder. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { inject } from 'vitest';
import * as z from 'zod';

import {
  installVsix,
  startCodeServer,
  type CodeServer,
} from '../../../scripts/editor/codeServer.mjs';
import { openWorkbench, type Workbench } from '../../support/editor/workbench.js';

/** A further extension, which is activated before the Lab. */
export interface Companion {
  readonly id: string;
  /** Absolute path of its package. */
  readonly vsix: string;
}

export interface LabOptions {
  /** Absolute path of the folder to open; null opens none. */
  readonly folder: string | null;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Those that belong to a machine: an editor in the browser takes them from its server. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Such as `ko`. */
  readonly locale?: string;
  /** Whether the editor asks to trust the folder; otherwise it trusts every folder. */
  readonly trust?: boolean;
  readonly companions?: readonly Companion[];
  /** Added to the environment of the extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** What that is added to; by default the environment of the tests. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether the editor is without a network. */
  readonly isCutOff?: boolean;
  readonly width?: number;
  readonly height?: number;
}

export interface Lab extends Workbench {
  readonly server: CodeServer;
  /** How long the editor took to install the package. */
  readonly installMs: number;
  /** A further window of the same editor. */
  readonly openWindow: (folder: string | null) => Promise<Workbench>;
}

/** Has the installed Lab depend on another extension, which the editor then activates first. */
const needCompanion = async (profile: string, id: string): Promise<void> => {
  const extensions = path.join(profile, 'extensions');
  const names = await readdir(extensions);
  const lab = names.find((name) => name.startsWith('pretext-lab.'));
  if (lab === undefined) throw new Error(`The Lab is not among ${names.join(', ')}.`);
  const file = path.join(extensions, lab, 'package.json');
  const manifest = z.looseObject({}).parse(JSON.parse(await readFile(file, 'utf8')));
  await writeFile(file, JSON.stringify({ ...manifest, extensionDependencies: [id] }));
};

export const openLab = async (options: LabOptions): Promise<Lab> => {
  const { folder, settings, machineSettings = {}, locale, trust, env, ...others } = options;
  const { environment, isCutOff = false, companions = [], ...size } = others;
  const surroundings = { isCutOff, ...(environment === undefined ? {} : { environment }) };
  const editor = inject('editor');
  const profile = await mkdtemp(path.join(inject('e2eFolder'), 'profile-'));
  const machine = path.join(profile, 'data', 'Machine');
  await mkdir(machine, { recursive: true });
  await writeFile(path.join(machine, 'settings.json'), JSON.stringify(machineSettings));
  const startedMs = performance.now();
  await installVsix(editor, inject('vsix'), { profile, ...surroundings });
  const installMs = performance.now() - startedMs;
  for (const { id, vsix } of companions) {
    await installVsix(editor, vsix, { profile, ...surroundings });
    await needCompanion(profile, id);
  }
  const server = await startCodeServer({
    editor,
    profile,
    ...surroundings,
    ...(settings === undefined ? {} : { settings }),
    ...(locale === undefined ? {} : { locale }),
    ...(trust === undefined ? {} : { trust }),
    ...(env === undefined ? {} : { env }),
  });
  const windows: Workbench[] = [];
  const openWindow = async (opened: string | null): Promise<Workbench> => {
    const window = await openWorkbench({
      ...{ server, chromium: inject('chromium'), folder: opened },
      ...size,
    });
    windows.push(window);
    return window;
  };
  const close = async (): Promise<void> => {
    // A window whose server goes first shows an error.
    for (const window of windows) await window.close();
    await server.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await openWindow(folder)), server, installMs, openWindow, close };
  } catch (error) {
    await close();
    throw error;
  }
};

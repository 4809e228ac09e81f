/** WebGPU without a graphics processor: Dawn on SwiftShader, the software that Chromium brings along. */
import { access, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';

import { aptInstall, canInstall } from '../../scripts/editor/aptInstall.mjs';
import { findChromium } from '../../scripts/editor/chromium.mjs';
import { plainProgress } from '../../scripts/setup/progress.mjs';
import { runTool } from '../../scripts/setup/runTool.mjs';

const driverName = 'vk_swiftshader_icd.json';
/** Where distributions put Chromium's files when its program is a script elsewhere. */
const usualFolders = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
];

const firstThatExists = async (files: readonly string[]): Promise<string | null> => {
  for (const file of files) {
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists) return file;
  }
  return null;
};

/** Dawn loads Vulkan by this name, from where the system's linker looks. */
const hasVulkan = async (): Promise<boolean> => {
  const path = [process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(delimiter);
  const { stdout } = await runTool('ldconfig', ['-p'], { env: { ...process.env, PATH: path } });
  return stdout.includes('libvulkan.so.1 ');
};

const requireVulkan = async (): Promise<void> => {
  if (await hasVulkan()) return;
  if (await canInstall()) await aptInstall('libvulkan1', process.env);
  if (await hasVulkan()) return;
  throw new Error(
    'WebGPU is tested on SwiftShader, which needs the library libvulkan.so.1: install it (Debian: apt-get install libvulkan1; Fedora: dnf install vulkan-loader).',
  );
};

/**
 * The variables by which Dawn computes on SwiftShader: for a process that is about to start, or for this
 * one before it loads WebGPU. Installs Chromium and Vulkan's loader where it may. Elsewhere than on
 * Linux there are none: there Dawn has the system's own graphics, with software of its own.
 * @throws Error or SetupFailure, in one sentence, when something is missing
 */
export const swiftShaderVariables = async (): Promise<Record<string, string>> => {
  if (process.platform !== 'linux') return {};
  const program = await findChromium(process.env, plainProgress(console.error));
  const place = await realpath(program).catch(() => program);
  const folders = [dirname(place), ...usualFolders];
  const driver = await firstThatExists(folders.map((folder) => join(folder, driverName)));
  if (driver === null) {
    throw new Error(
      `WebGPU is tested on SwiftShader, and there is no ${driverName} beside ${program} nor in ${usualFolders.join(', ')}: install Debian's package chromium, or name another Chromium in CHROMIUM.`,
    );
  }
  await requireVulkan();
  // Without the second one, Vulkan's part for windows complains on standard error.
  return { VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: tmpdir() };
};

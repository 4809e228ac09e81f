/** What happens once before the end-to-end tests: an editor, a browser, and the packaged extension. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { TestProject } from 'vitest/node';

import { findChromium } from '../../scripts/editor/chromium.mjs';
import { installEditor } from '../../scripts/editor/installEditor.mjs';
import type { Editor } from '../../scripts/editor/releases.mjs';
import { ensureBuilt } from '../support/editor/ensureBuilt.js';
import { packageHere } from '../support/editor/packageHere.js';
import { tellSetup } from '../support/editor/tellSetup.js';
import { drawSampleImages } from './support/images.js';

declare module 'vitest' {
  interface ProvidedContext {
    editor: Editor;
    /** Program of the browser. */
    chromium: string;
    /** The packaged extension. */
    vsix: string;
    /** The checkout, which has TensorFlow's library, too large for the package. */
    engineFolder: string;
    /** A folder of drawn images, to be copied. */
    sampleImages: string;
    /** Goes when all end-to-end tests have ended. */
    e2eFolder: string;
  }
}

/** Some steps of each preset's batch, and few enough to be drawn and read at once. */
const sampleCount = 200;

/** Vitest calls this before the first file, and what it returns after the last. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await ensureBuilt(root);
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'pretext lab e2e ')));
  const sampleImages = path.join(folder, 'sample images');
  const [{ vsix }] = await Promise.all([
    packageHere(root, folder),
    drawSampleImages(root, sampleImages, sampleCount),
  ]);
  project.provide('editor', await installEditor(root, 'current', process.env, tellSetup('editor')));
  project.provide('chromium', await findChromium(process.env, tellSetup('browser')));
  project.provide('vsix', vsix);
  project.provide('engineFolder', root);
  project.provide('sampleImages', sampleImages);
  project.provide('e2eFolder', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
};

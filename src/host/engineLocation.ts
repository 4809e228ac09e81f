/** Where the engine is, and what it is run with. */
import { delimiter, isAbsolute, join } from 'node:path';

import type { Environment } from '../launcher/engineEnvironment.js';
import type { BackendName } from '../protocol/backend.js';
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';

/** What is known of this window and this machine. */
export interface EngineSurroundings {
  /** Why the extension's own package does not fit this machine, or null. */
  readonly packageObstacle: string | null;
  /** Setting `pretextLab.engineFolder`. */
  readonly engineFolder: string;
  /** Setting `pretextLab.nodePath`. */
  readonly nodePath: string;
  /** Where the extension itself is installed. */
  readonly extensionFolder: string;
  /** True where the editor's binary is Electron and not Node. */
  readonly isElectron: boolean;
  /** The Node that the package brought and that was unpacked, or null. */
  readonly packagedNode: () => string | null;
  readonly environment: Environment;
  readonly exists: (path: string) => boolean;
}

/** What the launcher needs to start the engine. */
export interface EngineLocation {
  /** What holds `dist`. */
  readonly folder: string;
  readonly enginePath: string;
  /** Left out for the editor's own. */
  readonly nodePath?: string;
  readonly environment: Environment;
}

const engineIn = (folder: string): string => join(folder, 'dist', 'engine.js');

const chooseFolder = (
  { engineFolder, extensionFolder, exists, packageObstacle }: EngineSurroundings,
  t: Translate,
): string => {
  if (engineFolder === '') {
    if (packageObstacle !== null) throw new SpokenError(packageObstacle);
    if (exists(engineIn(extensionFolder))) return extensionFolder;
    throw new SpokenError(
      t(
        'The engine is missing: {0} does not exist; install the extension again, or run “npm start” in a checkout of Pretext Lab.',
        engineIn(extensionFolder),
      ),
    );
  }
  if (!isAbsolute(engineFolder)) {
    throw new SpokenError(
      t(
        'The setting pretextLab.engineFolder must be an absolute path, but it is {0}.',
        engineFolder,
      ),
    );
  }
  if (!exists(engineIn(engineFolder))) {
    throw new SpokenError(
      t(
        'The engine is not in {0}, the folder of the setting pretextLab.engineFolder: {1} does not exist; run “npm start” there once.',
        engineFolder,
        engineIn(engineFolder),
      ),
    );
  }
  return engineFolder;
};

/** A Node of the user's own, on the search path. */
const findPlainNode = ({ environment, exists }: EngineSurroundings): string | undefined => {
  // Windows writes the name in its own way.
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return (environment[name] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .flatMap((folder) => [join(folder, 'node'), join(folder, 'node.exe')])
    .find(exists);
};

/**
 * Whether a backend needs another Node than the editor's own. That of a desktop editor is Electron, which
 * keeps a program from handing memory to JavaScript, and WebGPU hands out all its results so.
 */
const needsPlainNode = (
  { nodePath, isElectron }: EngineSurroundings,
  backend: BackendName | undefined,
): boolean => nodePath === '' && isElectron && backend === 'webgpu';

/**
 * Brings the Node that an engine with a backend needs, where the package has it for this machine.
 * @param unpack unpacks it, unless that was done
 * @throws what `unpack` throws, where no other Node does
 */
export const bringPlainNode = async (
  surroundings: EngineSurroundings,
  backend: BackendName,
  unpack: () => Promise<void>,
): Promise<void> => {
  if (surroundings.packageObstacle !== null || !needsPlainNode(surroundings, backend)) return;
  try {
    await unpack();
  } catch (error) {
    if (findPlainNode(surroundings) === undefined) throw error;
  }
};

/** The Node to run the engine with; undefined for the editor's own. */
const chooseNode = (
  surroundings: EngineSurroundings,
  backend: BackendName | undefined,
  t: Translate,
): string | undefined => {
  const { nodePath, exists } = surroundings;
  if (needsPlainNode(surroundings, backend)) {
    const packaged = surroundings.packageObstacle === null ? surroundings.packagedNode() : null;
    return packaged ?? findPlainNode(surroundings);
  }
  if (nodePath === '') return undefined;
  if (isAbsolute(nodePath) && exists(nodePath)) return nodePath;
  throw new SpokenError(
    t(
      'There is no program at {0}, the path of the setting pretextLab.nodePath; name a Node.js binary, or clear the setting to use the editor’s own.',
      nodePath,
    ),
  );
};

/**
 * Finds the engine.
 * @param backend what it is to compute with, where that is known
 * @throws SpokenError when it is not where it should be
 */
export const locateEngine = (
  surroundings: EngineSurroundings,
  t: Translate,
  backend?: BackendName,
): EngineLocation => {
  const nodePath = chooseNode(surroundings, backend, t);
  const folder = chooseFolder(surroundings, t);
  const { environment, isElectron } = surroundings;
  return {
    folder,
    enginePath: engineIn(folder),
    ...(nodePath === undefined ? {} : { nodePath }),
    environment:
      nodePath === undefined && isElectron
        ? { ...environment, ELECTRON_RUN_AS_NODE: '1' }
        : environment,
  };
};

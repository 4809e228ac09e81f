/** Lays out a folder as the package will have it. */
import { chmod, copyFile, cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { listFiles, PackageManager } from '@vscode/vsce';

import { SetupFailure } from '../setup/failure.mjs';
import { componentsOf, nodeComponent } from './licences/components.mjs';
import { noticesText } from './licences/notices.mjs';
import { isShipped, shippedPackages } from './packageFiles.mjs';

/** Bundles that are shipped; `dist/bundles.json` knows others too. */
const shippedBundles = [
  ...['extension.cjs', 'tensorflowInstaller.cjs', 'panel.js'],
  ...['engine.js', 'loader.js'],
];

/** What stands in the allow-list and is not taken from the checkout's own `dist`. */
const laidOutHere =
  /^(?:dist\/(?:native\/|node\/|node_modules\/|target\.json$)|THIRD-PARTY-NOTICES\.txt$)/;

/**
 * @param {object} job
 * @param {string} job.project Absolute path of the project folder, built.
 * @param {string} job.folder Absolute; empty.
 * @param {import('./targets.mjs').Target} job.target
 * @param {ReadonlyMap<string, string>} job.platformPackages Folders of the target's native packages.
 * @param {import('./plainNode.mjs').PlainNode | null} job.node
 * @param {import('./ownNative.mjs').NativeFiles} job.nativeFiles
 * @throws {SetupFailure} When something is missing, or its terms are not among the allowed.
 */
export async function stage({ project, folder, target, platformPackages, node, nativeFiles }) {
  await copyOwnFiles(project, folder);
  for (const [name, file] of nativeFiles) {
    await copyInto(file, path.join(folder, 'dist', 'native', name));
  }
  /** @type {string[]} */
  const packages = [];
  for (const shipped of shippedPackages(target)) {
    const { name } = shipped;
    const from =
      platformPackages.get(name) ?? path.join(project, 'node_modules', ...name.split('/'));
    const to = path.join(folder, 'dist', 'node_modules', ...name.split('/'));
    await copyPackage(from, to, shipped);
    packages.push(to);
  }
  // The extension reads it to say when it was installed on a machine that it was not made for.
  await writeFile(
    path.join(folder, 'dist', 'target.json'),
    JSON.stringify({ target: target.name }),
  );
  if (node !== null) {
    const nodeFolder = path.join(folder, 'dist', 'node');
    await copyInto(node.packed, path.join(nodeFolder, 'node.br'));
    await writeFile(path.join(nodeFolder, 'node.json'), JSON.stringify(node.facts));
  }
  const components = await componentsOf(
    [...(await bundledFolders(project)), ...packages],
    node === null ? [] : [nodeComponent(node)],
  );
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'))
  );
  const notices = noticesText(`Pretext Lab ${version} for ${target.name}`, components);
  await writeFile(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), `${notices}\n`);
  await cp(path.join(project, '.vscodeignore'), path.join(folder, '.vscodeignore'));
  await settleModes(folder);
}

/** @param {string} project @param {string} folder */
async function copyOwnFiles(project, folder) {
  const files = await listFiles({
    cwd: project,
    packageManager: PackageManager.None,
    ignoreFile: path.join(project, '.vscodeignore'),
  });
  for (const file of files.map((name) => name.replaceAll('\\', '/'))) {
    if (laidOutHere.test(file)) continue;
    await copyInto(path.join(project, file), path.join(folder, file));
  }
}

/**
 * @param {string} from
 * @param {string} to
 * @param {import('./packageFiles.mjs').ShippedPackage} shipped
 */
async function copyPackage(from, to, shipped) {
  let files;
  try {
    files = await readdir(from, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw new SetupFailure(
      `${shipped.name} is not installed: run \`npm run setup\` and try again.`,
      {
        cause: error,
      },
    );
  }
  for (const entry of files) {
    if (!entry.isFile()) continue;
    const file = path.relative(from, path.join(entry.parentPath, entry.name));
    if (!isShipped(shipped, file.replaceAll('\\', '/'))) continue;
    await copyInto(path.join(from, file), path.join(to, file));
  }
}

/** @param {string} project @returns {Promise<string[]>} Absolute folders. */
async function bundledFolders(project) {
  const file = path.join(project, 'dist', 'bundles.json');
  const bundles = /** @type {Record<string, string[]>} */ (
    JSON.parse(await readFile(file, 'utf8'))
  );
  return shippedBundles.flatMap((name) => {
    const folders = bundles[name];
    if (folders === undefined) {
      throw new SetupFailure(`${file} does not name ${name}: run \`npm run build\` again.`);
    }
    return folders.map((folder) => path.join(project, folder));
  });
}

/** @param {string} from @param {string} to */
async function copyInto(from, to) {
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, to);
}

/** A package holds the modes of its files, which must not depend on who made it. @param {string} folder */
async function settleModes(folder) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await chmod(path.join(entry.parentPath, entry.name), 0o644);
  }
}

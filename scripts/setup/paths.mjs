import path from 'node:path';

/**
 * Every place that set-up reads or writes; all are inside the project folder.
 * @typedef {object} Paths
 * @property {string} project
 * @property {string} tfjsNode The package whose library and addon set-up puts in place.
 * @property {string} headers Headers of Node's C interface.
 * @property {string} stamps
 * @property {string} downloads
 * @property {string} kernelSources
 * @property {string} kernels
 * @property {string} pixelSources
 * @property {string} pixels
 */

/**
 * @param {string} project Absolute path of the project folder.
 * @returns {Paths}
 */
export function pathsOf(project) {
  const cache = path.join(project, 'node_modules', '.cache', 'pretext-lab');
  return {
    project,
    tfjsNode: path.join(project, 'node_modules', '@tensorflow', 'tfjs-node'),
    headers: path.join(project, 'node_modules', 'node-api-headers', 'include'),
    stamps: path.join(cache, 'setup'),
    downloads: path.join(cache, 'downloads'),
    kernelSources: path.join(project, 'src', 'engine', 'backend', 'native'),
    kernels: path.join(project, 'dist', 'native', 'pretextKernels.node'),
    pixelSources: path.join(project, 'src', 'engine', 'data', 'native'),
    pixels: path.join(project, 'dist', 'native', 'pretextPixels.node'),
  };
}

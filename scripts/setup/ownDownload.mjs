import path from 'node:path';

import { reasonOf } from '../../src/tensorflowLibrary/fetchFailure.mjs';
import { runTool, tailOf } from './runTool.mjs';

const answerLimitMs = 4_000;

/**
 * Whether the place from which tfjs-node downloads its library can be reached. A network that
 * blocks it often swallows the request, so the question is short.
 * @param {import('./tensorflow.mjs').TensorFlowSetup} setup
 */
export async function ownDownloadAnswers({ env, fetch }) {
  const host =
    env['TFJS_NODE_CDN_STORAGE'] ?? env['CDN_STORAGE'] ?? 'https://storage.googleapis.com/';
  const base = env['TFJS_NODE_BASE_URI'] ?? `${host}tensorflow/libtensorflow/libtensorflow-`;
  try {
    const response = await fetch(`${base}cpu-linux-x86_64-2.9.1.tar.gz`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(answerLimitMs),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Runs the install script of tfjs-node, which brings a library and a compiled addon.
 * @param {import('./tensorflow.mjs').TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string | null>} A sentence when it failed.
 */
export async function runOwnDownload({ paths, env }, progress) {
  progress.say('downloading with the script of tfjs-node');
  const script = path.join('scripts', 'install.js');
  // The script calls `node` and a tool of this project by name.
  const searchPath = [
    path.dirname(process.execPath),
    path.join(paths.project, 'node_modules', '.bin'),
    env['PATH'] ?? '',
  ].join(path.delimiter);
  try {
    const result = await runTool(process.execPath, [script, 'cpu', 'download'], {
      cwd: paths.tfjsNode,
      env: { ...env, PATH: searchPath },
    });
    if (result.code === 0) return null;
    return `The download of tfjs-node failed: check that storage.googleapis.com can be reached, or set PRETEXT_LAB_TENSORFLOW=wheel. It said:\n${tailOf(result.output)}`;
  } catch (error) {
    return `The download of tfjs-node could not be started: ${reasonOf(error)}.`;
  }
}

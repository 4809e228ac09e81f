/** Starts the server of an installed editor on a loopback port, and ends it with all it started. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SetupFailure } from '../setup/failure.mjs';
import { runTool, tailOf } from '../setup/runTool.mjs';
import { forwardTo, withoutNetwork } from './cutOff.mjs';
import { writeLanguagePack } from './languagePack.mjs';
import { quietSettings, serverEnvironment } from './serverSettings.mjs';

const startLimitMs = 60_000;
/** How long the server and what it started may take to end when they are asked. */
const stopLimitMs = 8_000;

/**
 * @typedef {object} ServerOptions
 * @property {import('./releases.mjs').Editor} editor
 * @property {string} [profile] Folder of the user's data, kept afterwards. By default a fresh one
 *   that goes with the server.
 * @property {string} [extensions] Folder of installed extensions; by default inside the profile.
 * @property {Record<string, unknown>} [settings] The user's, beside the quiet ones. They are written
 *   when the profile has none.
 * @property {NodeJS.ProcessEnv} [env] Added to the environment; the extension host gets both, less
 *   what a test runner or package script put there.
 * @property {NodeJS.ProcessEnv} [environment] By default this process's own.
 * @property {boolean} [isCutOff] Whether the server and all that it starts are without a network. It is
 *   reached at a port all the same.
 * @property {readonly string[]} [args] Further arguments of the server.
 * @property {boolean} [driver] Whether tests of an extension under development can run and report
 *   their end. It keeps notifications from popping up.
 * @property {string} [token] What an address must carry as `tkn` to be let in; by default everyone
 *   on this machine is.
 * @property {boolean} [trust] Whether the editor asks to trust a folder; false trusts every folder.
 * @property {string} [locale] Such as `ko`: the language of the editor and of its extensions.
 */

/**
 * @typedef {object} CodeServer
 * @property {string} origin Such as `http://127.0.0.1:40123`.
 * @property {string} authority The same without the scheme, as remote addresses name it.
 * @property {number} pid
 * @property {string} profile
 * @property {string} extensions
 * @property {() => string} log Everything that the server has said.
 * @property {Promise<void>} ended Settles when the server has ended, for whatever reason.
 * @property {() => Promise<void>} stop Ends it and all that it started; a second call does nothing.
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<CodeServer>}
 * @throws {SetupFailure} When it does not come up.
 */
export async function startCodeServer(options) {
  const { editor, driver = false, token, trust = false, locale } = options;
  const temporary =
    options.profile === undefined
      ? await mkdtemp(path.join(tmpdir(), 'pretext-lab-editor-'))
      : null;
  const profile = options.profile ?? /** @type {string} */ (temporary);
  const extensions = options.extensions ?? path.join(profile, 'extensions');
  await prepareProfile(profile, extensions, options);

  const socket = options.isCutOff === true ? path.join(profile, 'server.sock') : null;
  const program = await programOf(editor, options.isCutOff);
  const child = spawn(
    program.command,
    [
      ...program.args,
      ...(socket === null ? ['--host', '127.0.0.1', '--port', '0'] : ['--socket-path', socket]),
      ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
      ...[
        '--accept-server-license-terms',
        '--disable-telemetry',
        ...folderArgs(profile, extensions),
      ],
      ...(trust ? [] : ['--disable-workspace-trust']),
      ...(driver ? ['--enable-smoke-test-driver'] : []),
      ...(locale === undefined ? [] : ['--locale', locale]),
      ...(options.args ?? []),
    ],
    {
      // A group of its own, so that it can be ended with all that it started.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: serverEnvironment({ ...(options.environment ?? process.env), ...options.env }),
    },
  );
  const { pid } = child;
  if (pid === undefined) throw new SetupFailure(`The editor's Node did not start: ${editor.node}.`);

  let output = '';
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('close', () => resolve()));
  const killNow = () => signalGroup(pid, 'SIGKILL');
  // Nothing may stay behind when this process ends in the middle.
  process.once('exit', killNow);

  /** @type {Promise<void> | null} */
  let stopping = null;
  async function end() {
    signalGroup(/** @type {number} */ (pid), 'SIGTERM');
    const limit = setTimeout(killNow, stopLimitMs);
    await ended;
    clearTimeout(limit);
    await forwarder?.close();
    // Members of the group may outlive its leader.
    killNow();
    process.off('exit', killNow);
    if (temporary !== null) await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
  const stop = () => (stopping ??= end());

  /** @type {import('./cutOff.mjs').Forwarder | null} */
  let forwarder = null;
  /** @type {Promise<number>} A port, or 0 where it listens on a socket file. */
  const listening = new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`it was not ready after ${startLimitMs / 1000} s`)),
      startLimitMs,
    );
    void ended.then(() => reject(new Error('it ended at once')));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    /** @param {Buffer} chunk */
    function hear(chunk) {
      output += chunk.toString('utf8');
      const place = /^Extension host agent listening on (.+)$/m.exec(output)?.[1];
      const isReady = socket === null ? 'Web UI available at' : 'Extension host agent started';
      if (place === undefined || !output.includes(isReady)) return;
      clearTimeout(limit);
      resolve(socket === null ? Number(place) : 0);
    }
  });
  try {
    const port = await listening;
    if (socket !== null) forwarder = await forwardTo(socket);
    const authority = `127.0.0.1:${forwarder?.port ?? port}`;
    return {
      origin: `http://${authority}`,
      authority,
      pid,
      profile,
      extensions,
      log: () => output,
      ended,
      stop,
    };
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupFailure(
      `The editor's server did not start: ${reason}. Delete ${path.resolve(editor.serverMain, '../../../../../..')} and try again. It said:\n${tailOf(output)}`,
    );
  }
}

/**
 * Installs a packaged extension, as a user would from its file.
 * @param {import('./releases.mjs').Editor} editor
 * @param {string} vsix
 * @param {Pick<ServerOptions, 'extensions' | 'environment' | 'isCutOff'> & { profile: string }} options
 * @throws {SetupFailure} When the editor refuses it.
 */
export async function installVsix(editor, vsix, { profile, extensions, environment, isCutOff }) {
  const folder = extensions ?? path.join(profile, 'extensions');
  const program = await programOf(editor, isCutOff);
  const result = await runTool(
    program.command,
    [
      ...[...program.args, '--accept-server-license-terms', ...folderArgs(profile, folder)],
      ...['--install-extension', vsix, '--force'],
    ],
    { env: serverEnvironment(environment ?? process.env) },
  );
  // The editor ends well even when it could not install.
  if (result.code !== 0 || !result.output.includes('successfully installed')) {
    throw new SetupFailure(`The editor could not install ${vsix}:\n${tailOf(result.output)}`);
  }
}

/**
 * How the editor's server is started.
 * @param {import('./releases.mjs').Editor} editor
 * @param {boolean} [isCutOff]
 * @returns {Promise<{ command: string, args: string[] }>}
 */
async function programOf({ node, serverMain }, isCutOff = false) {
  if (isCutOff) return withoutNetwork([node, serverMain]);
  return { command: node, args: [serverMain] };
}

/** @param {string} profile @param {string} extensions */
function folderArgs(profile, extensions) {
  return [
    ...['--server-data-dir', profile, '--user-data-dir', path.join(profile, 'data')],
    ...['--extensions-dir', extensions],
  ];
}

/** @param {string} profile @param {string} extensions @param {ServerOptions} options */
async function prepareProfile(profile, extensions, { settings, locale }) {
  const user = path.join(profile, 'data', 'User');
  await mkdir(user, { recursive: true });
  await mkdir(extensions, { recursive: true });
  const file = path.join(user, 'settings.json');
  if (!existsSync(file)) {
    await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  }
  if (locale !== undefined && locale !== 'en') {
    await writeLanguagePack(path.join(profile, 'data'), extensions, locale);
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}

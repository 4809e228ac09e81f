/** Starts programs that have no network, and reaches a server among them all the same. */
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';

import { SetupFailure } from '../setup/failure.mjs';
import { runTool } from '../setup/runTool.mjs';

/**
 * The arguments that start a program in a network of its own, in which there is nobody. What it starts
 * has no other network either.
 * @param {readonly [string, ...string[]]} command A program by its absolute path, and its arguments.
 * @returns {Promise<{ command: string, args: string[] }>} Runs in the process that starts it: it has
 *   the same id.
 * @throws {SetupFailure} Where programs cannot be cut off.
 */
export async function withoutNetwork(command) {
  const unshare = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'unshare'))
    .find((file) => existsSync(file));
  // Whoever is not root may have such a network as the root of a namespace of their own.
  const args = [...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), '--net'];
  const tried =
    unshare === undefined
      ? { code: null, output: 'there is no program `unshare`, which is part of util-linux' }
      : await runTool(unshare, [...args, '--', process.execPath, '--version']);
  if (unshare === undefined || tried.code !== 0) {
    throw new SetupFailure(
      `Programs cannot be cut off from the network here (${tried.output.trim()}); run this on Linux, as root or where users may make namespaces (sysctl kernel.unprivileged_userns_clone=1).`,
    );
  }
  return { command: unshare, args: [...args, '--', ...command] };
}

/**
 * @typedef {object} Forwarder
 * @property {number} port On the loopback address.
 * @property {() => Promise<void>} close Ends its connections too; a second call does nothing.
 */

/**
 * Passes connections to a port of this machine on to the socket file of a server: files are shared
 * where networks are not.
 * @param {string} file
 * @returns {Promise<Forwarder>}
 */
export async function forwardTo(file) {
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set();
  /** @param {import('node:net').Socket} socket */
  const keep = (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const server = createServer((from) => {
    const to = connect(file);
    keep(from);
    keep(to);
    // An end of one side is that of the other.
    for (const [one, other] of [
      [from, to],
      [to, from],
    ]) {
      one?.on('error', () => other?.destroy());
      one?.once('close', () => other?.destroy());
    }
    from.pipe(to).pipe(from);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A port has no number.');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

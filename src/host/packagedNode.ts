/**
 * The Node that the package brings for WebGPU, which does not work in that of a desktop editor: packed in
 * `dist/node`, and unpacked into the extension's storage when it is needed for the first time.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

import * as z from 'zod';

import { RpcError } from '../protocol/rpc.js';
import { sentence, type Sentence } from '../protocol/sentence.js';
import type { Clock } from './outside.js';

const factsSchema = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  file: z.enum(['node', 'node.exe']),
  bytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
type Facts = z.infer<typeof factsSchema>;

export interface PackagedNodeOptions {
  /** Where the extension itself is installed. */
  readonly extensionFolder: string;
  /** The extension's storage. */
  readonly storageFolder: string;
  /** Size of a file in bytes, or null where there is none. */
  readonly sizeOf: (path: string) => number | null;
  /** The text of a small file, or null where there is none. */
  readonly readText: (path: string) => string | null;
  readonly clock: Pick<Clock, 'after' | 'now'>;
}

export interface PackagedNode {
  /** Absolute path of the program; null before it was unpacked, or where the package has none. */
  program(): string | null;
  /**
   * Unpacks the program, unless it lies there already.
   * @throws RpcError `engineMissing` when it is damaged or cannot be written
   */
  unpack(): Promise<void>;
}

/** A scanner may hold a program that was just written for a moment, and then Windows moves nothing. */
const mostMoves = 6;
const moveAgainMs = 250;
/** What was begun so long ago is nobody's work any more. */
const forgottenMs = 3_600_000;
const partialPrefix = 'partial-';

const missing = (why: Sentence): RpcError => new RpcError('engineMissing', why);

const damaged = (): RpcError =>
  missing(
    sentence(
      'The Node.js that the extension brings for WebGPU is damaged; install the extension again.',
    ),
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const explain = (error: unknown, folder: string): RpcError => {
  if (error instanceof RpcError) return error;
  const code = codeOf(error);
  // What cannot be unpacked.
  if (/^(?:ERR_|Z_)/.test(code)) return damaged();
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return missing(
      sentence(
        'There is no space left in {0} for the Node.js that WebGPU needs; free some, then measure the compute engines again.',
        folder,
      ),
    );
  }
  return missing(
    sentence(
      'The Node.js that WebGPU needs could not be written into {0} ({1}); allow that, or name a Node.js binary in the setting pretextLab.nodePath, then measure the compute engines again.',
      folder,
      code === '' ? String(error) : code,
    ),
  );
};

/** Writes the program and looks at every byte of it. @throws RpcError, or Error of the file system */
const unpackInto = async (packed: string, file: string, facts: Facts): Promise<void> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const look = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > facts.bytes) throw damaged();
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(
    createReadStream(packed),
    createBrotliDecompress(),
    look,
    // Flushed, so that no power cut leaves a short program under its final name.
    createWriteStream(file, { flags: 'wx', mode: 0o755, flush: true }),
  );
  if (bytes !== facts.bytes || hash.digest('hex') !== facts.sha256) throw damaged();
};

export const createPackagedNode = (options: PackagedNodeOptions): PackagedNode => {
  const { sizeOf, readText, clock } = options;
  const packedFolder = join(options.extensionFolder, 'dist', 'node');
  const packed = join(packedFolder, 'node.br');
  const parent = join(options.storageFolder, 'node');
  let unpacking: Promise<void> | null = null;

  /** Null where the package has none. @throws RpcError when it says something else */
  const readFacts = (): Facts | null => {
    const text = readText(join(packedFolder, 'node.json'));
    if (text === null) return null;
    try {
      return factsSchema.parse(JSON.parse(text));
    } catch {
      throw damaged();
    }
  };
  const folderOf = ({ version, sha256 }: Facts): string =>
    join(parent, `${version}-${sha256.slice(0, 12)}`);
  const programOf = (facts: Facts): string => join(folderOf(facts), facts.file);
  const isThere = (facts: Facts): boolean => sizeOf(programOf(facts)) === facts.bytes;

  /** Puts a whole folder into its place. */
  const move = async (partial: string, facts: Facts): Promise<void> => {
    for (let moves = 1; ; moves++) {
      try {
        await rename(partial, folderOf(facts));
        return;
      } catch (error) {
        // Another window that did the same was faster.
        if (isThere(facts)) return;
        if (moves === mostMoves) throw error;
        // What lies there has lost its program.
        await rm(folderOf(facts), { recursive: true, force: true });
        await new Promise<void>((resolve) => void clock.after(moveAgainMs, resolve));
      }
    }
  };

  /** Those of earlier versions, and what was never finished; one that still runs may refuse. */
  const removeOthers = async (kept: string): Promise<void> => {
    const names = await readdir(parent);
    await Promise.allSettled(
      names.map(async (name) => {
        const other = join(parent, name);
        if (other === kept) return;
        const isBegun = name.startsWith(partialPrefix);
        const age = clock.now().getTime() - (await stat(other)).mtimeMs;
        if (!isBegun || age > forgottenMs) await rm(other, { recursive: true, force: true });
      }),
    );
  };

  const unpackNow = async (facts: Facts): Promise<void> => {
    if (sizeOf(packed) === null) throw damaged();
    const partial = join(parent, `${partialPrefix}${randomUUID()}`);
    try {
      await mkdir(partial, { recursive: true });
      await unpackInto(packed, join(partial, facts.file), facts);
      await move(partial, facts);
      await removeOthers(folderOf(facts)).catch(() => undefined);
    } catch (error) {
      throw explain(error, parent);
    } finally {
      // Gone, unless something went wrong: then this may go wrong as well.
      await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    }
  };

  return {
    program: () => {
      try {
        const facts = readFacts();
        return facts !== null && isThere(facts) ? programOf(facts) : null;
      } catch {
        return null;
      }
    },
    unpack: async () => {
      const facts = readFacts();
      if (facts === null || isThere(facts)) return;
      unpacking ??= unpackNow(facts).finally(() => {
        unpacking = null;
      });
      await unpacking;
    },
  };
};

/**
 * The Node that the package brings for WebGPU, which does not work in that of a desktop editor: packed in
 * `dist/node`, and unpacked into the extension's storage when it is needed for the first time.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

import * as z from 'zod';

import { RpcError } from '../protocol/rpc.js';
import { sentence } from '../protocol/sentence.js';

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
  readonly exists: (path: string) => boolean;
  /** The text of a small file, or null where there is none. */
  readonly readText: (path: string) => string | null;
}

export interface PackagedNode {
  /**
   * Absolute path of the program; null before it was unpacked, or where the package has none.
   * @throws RpcError `engineMissing` when the package is damaged
   */
  program(): string | null;
  /**
   * Unpacks the program, unless it lies there already.
   * @throws RpcError `engineMissing` when it is damaged or cannot be written
   */
  unpack(): Promise<void>;
}

const damaged = (): RpcError =>
  new RpcError(
    'engineMissing',
    sentence(
      'The Node.js that the extension brings for WebGPU is damaged; install the extension again.',
    ),
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const explain = (error: unknown, folder: string): RpcError => {
  if (error instanceof RpcError) return error;
  const code = codeOf(error);
  // What cannot be unpacked, or is not there.
  if (/^(?:ERR_|Z_)|^ENOENT$/.test(code)) return damaged();
  return new RpcError(
    'engineMissing',
    sentence(
      'The Node.js that the extension brings for WebGPU could not be unpacked into {0} ({1}); make room there, or name a Node.js binary in the setting pretextLab.nodePath.',
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
    createWriteStream(file, { flags: 'wx', mode: 0o755 }),
  );
  if (bytes !== facts.bytes || hash.digest('hex') !== facts.sha256) throw damaged();
};

/** Those of earlier versions; one that still runs somewhere may refuse. */
const removeOthers = async (parent: string, kept: string): Promise<void> => {
  const names = await readdir(parent);
  const others = names.filter((name) => name !== kept);
  await Promise.allSettled(
    others.map((name) => rm(join(parent, name), { recursive: true, force: true })),
  );
};

export const createPackagedNode = (options: PackagedNodeOptions): PackagedNode => {
  const { exists, readText } = options;
  const packedFolder = join(options.extensionFolder, 'dist', 'node');
  const parent = join(options.storageFolder, 'node');
  let unpacking: Promise<void> | null = null;

  const readFacts = (): Facts | null => {
    const text = readText(join(packedFolder, 'node.json'));
    if (text === null) return null;
    try {
      return factsSchema.parse(JSON.parse(text));
    } catch {
      throw damaged();
    }
  };
  const folderName = ({ version, sha256 }: Facts): string => `${version}-${sha256.slice(0, 12)}`;
  const programOf = (facts: Facts): string => join(parent, folderName(facts), facts.file);

  const unpackNow = async (facts: Facts): Promise<void> => {
    const folder = join(parent, folderName(facts));
    const partial = join(parent, `partial-${randomUUID()}`);
    try {
      await mkdir(partial, { recursive: true });
      await unpackInto(join(packedFolder, 'node.br'), join(partial, facts.file), facts);
      // What is left there has lost its program.
      if (!exists(programOf(facts))) await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
      await removeOthers(parent, folderName(facts));
    } catch (error) {
      await rm(partial, { recursive: true, force: true }).catch(() => undefined);
      // Another window that did the same was faster, and took this one's folder away.
      if (!exists(programOf(facts))) throw explain(error, parent);
    }
  };

  return {
    program: () => {
      const facts = readFacts();
      return facts !== null && exists(programOf(facts)) ? programOf(facts) : null;
    },
    unpack: async () => {
      const facts = readFacts();
      if (facts === null || exists(programOf(facts))) return;
      unpacking ??= unpackNow(facts).finally(() => {
        unpacking = null;
      });
      await unpacking;
    },
  };
};

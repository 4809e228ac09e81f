import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/**
 * The Node of a package, as the extension unpacks it.
 * @param {string} folder The unpacked package, absolute.
 * @param {Buffer} packed Content of `dist/node/node.br`.
 * @returns {Promise<{ program: Buffer, problem: string | null }>} What is wrong with it; then the program
 *   may be empty.
 */
export async function unpackedNode(folder, packed) {
  try {
    const facts = /** @type {Partial<import('./plainNode.mjs').NodeFacts>} */ (
      JSON.parse(await readFile(path.join(folder, 'dist', 'node', 'node.json'), 'utf8'))
    );
    const program = brotliDecompressSync(packed);
    const isRight =
      facts.bytes === program.length &&
      facts.sha256 === createHash('sha256').update(program).digest('hex');
    const problem = isRight ? null : 'dist/node/node.br is not what dist/node/node.json says';
    return { program, problem };
  } catch (error) {
    return { program: Buffer.alloc(0), problem: `dist/node cannot be unpacked: ${String(error)}` };
  }
}

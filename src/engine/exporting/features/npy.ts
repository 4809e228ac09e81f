/** NumPy's file format, version 1.0: a header in the syntax of Python, then the values. */

const magic = Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1');
/** NumPy aligns the values to this. */
const alignment = 64;
const lengthFieldBytes = 2;

/**
 * @param shape of a row-major array
 * @param chunks float32 values in order, as many in all as `shape` says
 * @returns the file's bytes
 */
export function* encodeNpy(
  shape: readonly number[],
  chunks: Iterable<Float32Array>,
): Generator<Uint8Array> {
  // A tuple of one needs its comma.
  const tuple = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const start = magic.byteLength + lengthFieldBytes;
  const total = Math.ceil((start + text.length + 1) / alignment) * alignment;
  const header = Buffer.alloc(total, ' ');
  magic.copy(header);
  header.writeUInt16LE(total - start, magic.byteLength);
  header.write(text, start, 'latin1');
  header.write('\n', total - 1, 'latin1');
  yield header;
  for (const { buffer, byteOffset, byteLength } of chunks) {
    yield new Uint8Array(buffer, byteOffset, byteLength);
  }
}

/**
 * Reads what `encodeNpy` wrote.
 * @throws Error when it is something else
 */
export const decodeNpy = (bytes: Buffer): { shape: number[]; values: Float32Array } => {
  const headerEnd = magic.byteLength + lengthFieldBytes + bytes.readUInt16LE(magic.byteLength);
  const header = bytes.toString('latin1', 0, headerEnd);
  const [, sides] = /'<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(header) ?? [];
  if (!bytes.subarray(0, magic.byteLength).equals(magic) || sides === undefined) {
    throw new Error('This is no NPY file of float32 values.');
  }
  const shape = sides.split(',').flatMap((side) => (side.trim() === '' ? [] : Number(side)));
  const { buffer } = Uint8Array.from(bytes.subarray(headerEnd));
  return { shape, values: new Float32Array(buffer) };
};

/**
 * The safetensors format: 8 bytes little-endian header length, a JSON header that names dtype, shape
 * and byte range of each tensor (and holds text under `__metadata__`), then the bytes of all tensors
 * without gaps. Little-endian machines only, like every other reader of the format.
 */
import * as z from 'zod';

import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';

/** A tensor as plain data. */
export interface NamedTensor {
  readonly name: string;
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  /** float32 or int32 to match `dtype`, with as many values as `shape` says, row-major. */
  readonly data: Float32Array | Int32Array;
}

/** Where a tensor's bytes are, counted from the end of the header. */
interface TensorEntry {
  readonly name: string;
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** A parsed header. */
interface SafetensorsHeader {
  readonly entries: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

export const lengthFieldBytes = 8;
const largestHeaderBytes = 100_000_000;
const metadataKey = '__metadata__';

const corrupt = (said: Sentence): LabError => new LabError('checkpointCorrupt', said);

const countValues = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, 1);

/** The bytes of a tensor's values, without copying. */
export const tensorBytes = (tensor: NamedTensor): Uint8Array =>
  new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);

/**
 * Lays out a safetensors file.
 * @param tensors in the order in which they are stored; their data is not copied
 * @param metadata short texts by name
 * @returns the file's bytes as consecutive chunks
 * @throws LabError `internal` when a tensor contradicts itself or a name is used twice
 */
export const encodeSafetensors = (
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): readonly Uint8Array[] => {
  const fields = new Map<string, unknown>([[metadataKey, metadata]]);
  let offset = 0;
  for (const tensor of tensors) {
    const { name, dtype, shape, data } = tensor;
    if (fields.has(name))
      throw new LabError('internal', sentence('Two tensors are named {0}.', name));
    const matches = dtype === 'F32' ? data instanceof Float32Array : data instanceof Int32Array;
    if (!matches || countValues(shape) !== data.length) {
      throw new LabError(
        'internal',
        sentence(
          'Tensor {0} ({1}, shape [{2}]) does not match its {3} values.',
          name,
          dtype,
          shape.join(', '),
          data.length,
        ),
      );
    }
    fields.set(name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] });
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(fields)));
  // Padded with spaces, so that the values start at a multiple of 8 bytes.
  const headerBytes = Math.ceil(json.byteLength / 8) * 8;
  if (headerBytes > largestHeaderBytes) {
    throw new LabError(
      'internal',
      sentence('A header of {0} bytes is more than readers accept.', headerBytes),
    );
  }
  const header = Buffer.alloc(lengthFieldBytes + headerBytes, 0x20);
  header.writeBigUInt64LE(BigInt(headerBytes));
  json.copy(header, lengthFieldBytes);
  return [header, ...tensors.map(tensorBytes)];
};

/**
 * Reads the length of the header.
 * @param start the first 8 bytes of the file
 * @param fileBytes size of the whole file
 * @throws LabError `checkpointCorrupt` when it cannot be
 */
export const parseHeaderLength = (start: Uint8Array, fileBytes: number): number => {
  if (start.byteLength < lengthFieldBytes) {
    throw corrupt(sentence('the file has {0} bytes, too few for a header.', fileBytes));
  }
  const view = new DataView(start.buffer, start.byteOffset, lengthFieldBytes);
  const length = view.getBigUint64(0, true);
  const room = Math.min(largestHeaderBytes, fileBytes - lengthFieldBytes);
  if (length > BigInt(room)) {
    throw corrupt(
      sentence('its header claims {0} bytes where at most {1} are possible.', String(length), room),
    );
  }
  return Number(length);
};

const bound = z.number().int().min(0);
const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'I32']),
  shape: z.array(bound).max(32),
  data_offsets: z.tuple([bound, bound]),
});

const parseEntry = (name: string, value: unknown): TensorEntry => {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    throw corrupt(
      sentence('tensor {0} is not described as F32 or I32 with a shape and a byte range.', name),
    );
  }
  const { dtype, shape, data_offsets: range } = parsed.data;
  const [start, end] = range;
  const expectedBytes = countValues(shape) * 4;
  if (end - start !== expectedBytes) {
    throw corrupt(
      sentence(
        'tensor {0} of shape [{1}] does not fill its bytes {2} to {3}.',
        name,
        shape.join(', '),
        start,
        end,
      ),
    );
  }
  return { name, dtype, shape, start, end };
};

const parseMetadata = (value: unknown): Map<string, string> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw corrupt(sentence('its metadata is not an object.'));
  }
  const metadata = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw corrupt(sentence('metadata {0} is not a text.', key));
    metadata.set(key, text);
  }
  return metadata;
};

/**
 * Parses a header that may come from anyone. Names become map keys, never properties.
 * @param header the JSON bytes
 * @param dataBytes number of bytes after the header; the tensors must fill them without gap or overlap
 * @throws LabError `checkpointCorrupt`; its message is a clause without the file's name
 */
export const parseHeader = (header: Uint8Array, dataBytes: number): SafetensorsHeader => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
  } catch {
    throw corrupt(sentence('its header is not JSON.'));
  }
  if (header[0] !== 0x7b || typeof json !== 'object' || json === null) {
    throw corrupt(sentence('its header is not a JSON object.'));
  }
  let metadata = new Map<string, string>();
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === metadataKey) metadata = parseMetadata(value);
    else entries.push(parseEntry(name, value));
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  let filled = 0;
  for (const entry of entries) {
    if (entry.start !== filled) {
      throw corrupt(
        sentence('tensor {0} starts at byte {1} instead of {2}.', entry.name, entry.start, filled),
      );
    }
    filled = entry.end;
  }
  if (filled !== dataBytes) {
    throw corrupt(sentence('it should have {0} bytes of values but has {1}.', filled, dataBytes));
  }
  return { entries, metadata };
};

const readTensor = (entry: TensorEntry, data: Uint8Array): NamedTensor => {
  const { name, dtype, shape, start, end } = entry;
  const copy = new Uint8Array(end - start);
  copy.set(data.subarray(start, end));
  const values = dtype === 'F32' ? new Float32Array(copy.buffer) : new Int32Array(copy.buffer);
  return { name, dtype, shape, data: values };
};

/**
 * Parses a whole safetensors file that may come from anyone.
 * @returns the tensors by name, in stored order, with data of their own, and the metadata
 * @throws LabError `checkpointCorrupt`; its message is a clause without the file's name
 */
export const parseSafetensors = (
  bytes: Uint8Array,
): { tensors: Map<string, NamedTensor>; metadata: ReadonlyMap<string, string> } => {
  const headerBytes = parseHeaderLength(bytes.subarray(0, lengthFieldBytes), bytes.byteLength);
  const dataStart = lengthFieldBytes + headerBytes;
  const { entries, metadata } = parseHeader(
    bytes.subarray(lengthFieldBytes, dataStart),
    bytes.byteLength - dataStart,
  );
  const data = bytes.subarray(dataStart);
  const tensors = new Map(entries.map((entry) => [entry.name, readTensor(entry, data)]));
  return { tensors, metadata };
};

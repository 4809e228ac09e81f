import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/labError.js';
import {
  encodeSafetensors,
  parseSafetensors,
  tensorBytes,
  type NamedTensor,
} from '../../../src/engine/runFolder/safetensors.js';

/** Written by the format's reference library (safetensors for Python). */
const reference = Buffer.from(
  '6AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIjoiYnkgdGhlIHJlZmVyZW5jZSB3cml0ZXIifSwic2NhbGFyIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlswLDRdfSwid2VpZ2h0Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDNdLCJkYXRhX29mZnNldHMiOls0LDI4XX0sImNvdW50Ijp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMjgsMzZdfX0gICAgAAAQQAAAwD8AAACAzczMPZ7Jf38BAAAAAAAAwAcAAAAAAACA',
  'base64',
);
const referenceTensors: NamedTensor[] = [
  { name: 'scalar', dtype: 'F32', shape: [], data: Float32Array.of(2.25) },
  {
    name: 'weight',
    dtype: 'F32',
    shape: [2, 3],
    data: Float32Array.of(1.5, -0, 0.1, 3.4e38, 1e-45, -2),
  },
  { name: 'count', dtype: 'I32', shape: [2], data: Int32Array.of(7, -2147483648) },
];

const join = (chunks: readonly Uint8Array[]): Buffer => Buffer.concat(chunks);

/** A file with the given header text and number of value bytes. */
const fileOf = (header: string, valueBytes: number): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return join([length, Buffer.from(header), Buffer.alloc(valueBytes)]);
};

const tensor = (fields: string): string => `{"a":{"dtype":"F32",${fields}}}`;

describe('safetensors', () => {
  it('reads a file of the reference writer', () => {
    const { tensors, metadata } = parseSafetensors(reference);
    expect([...tensors.values()]).toEqual(referenceTensors);
    expect(metadata.get('made')).toBe('by the reference writer');
  });

  it('writes the same bytes as the reference writer', () => {
    const bytes = join(encodeSafetensors(referenceTensors, { made: 'by the reference writer' }));
    expect(bytes.equals(reference)).toBe(true);
  });

  it('gives back every name and every bit', () => {
    const anyTensor = fc
      .tuple(fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 6 }))
      .map(([name, isFloat, bits]): NamedTensor => {
        const integers = Int32Array.from(bits);
        // Any 32 bits make a float, also the not-a-numbers.
        const data = isFloat ? new Float32Array(integers.buffer) : integers;
        return { name, dtype: isFloat ? 'F32' : 'I32', shape: [bits.length], data };
      })
      .filter(({ name }) => name !== '__metadata__');
    const anyTensors = fc.uniqueArray(anyTensor, { selector: ({ name }) => name, maxLength: 5 });
    fc.assert(
      fc.property(anyTensors, fc.dictionary(fc.string(), fc.string()), (tensors, metadata) => {
        const bytes = join(encodeSafetensors(tensors, metadata));
        const parsed = parseSafetensors(bytes);
        expect(new Set(parsed.tensors.keys())).toEqual(new Set(tensors.map(({ name }) => name)));
        for (const tensor of tensors) {
          const back = parsed.tensors.get(tensor.name);
          expect(back?.dtype).toBe(tensor.dtype);
          expect(back && tensorBytes(back)).toEqual(tensorBytes(tensor));
        }
        expect(parsed.metadata).toEqual(new Map(Object.entries(metadata)));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'too few for a header'],
    ['a cut header length', reference.subarray(0, 7), 'too few for a header'],
    ['a cut header', reference.subarray(0, 100), 'its header claims'],
    ['cut values', reference.subarray(0, reference.length - 1), 'should have 36 bytes'],
    ['values too many', join([reference, Buffer.alloc(1)]), 'should have 36 bytes'],
    ['a giant header', Buffer.alloc(16, 0xff), 'its header claims'],
    ['a header that is no object', fileOf('[1]', 0), 'not a JSON object'],
    ['a header after spaces', fileOf(' {}', 0), 'not a JSON object'],
    ['a header that is no JSON', fileOf('{', 0), 'not JSON'],
    [
      'an unknown dtype',
      fileOf('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', 8),
      'F32',
    ],
    ['an unknown field', fileOf(tensor('"x":1,"shape":[1],"data_offsets":[0,4]'), 4), 'F32 or I32'],
    ['a negative side', fileOf(tensor('"shape":[-1,-1],"data_offsets":[0,4]'), 4), 'F32 or I32'],
    ['half a value', fileOf(tensor('"shape":[1.5],"data_offsets":[0,6]'), 6), 'F32 or I32'],
    ['a wrong product', fileOf(tensor('"shape":[2],"data_offsets":[0,4]'), 4), 'does not fill'],
    ['a backward range', fileOf(tensor('"shape":[0],"data_offsets":[4,0]'), 4), 'does not fill'],
    [
      'an overflowing product',
      fileOf(tensor('"shape":[4503599627370496,4503599627370496],"data_offsets":[0,4]'), 4),
      'does not fill',
    ],
    ['a hole', fileOf(tensor('"shape":[1],"data_offsets":[4,8]'), 8), 'starts at byte 4'],
    [
      'an overlap',
      fileOf(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}',
        12,
      ),
      'starts at byte 4 instead of 8',
    ],
    ['metadata of numbers', fileOf('{"__metadata__":{"a":1}}', 0), 'not a text'],
  ])('refuses %s', (_, bytes, why) => {
    expect(() => parseSafetensors(bytes)).toThrow(
      expect.objectContaining({ code: 'checkpointCorrupt' }),
    );
    expect(() => parseSafetensors(bytes)).toThrow(why);
  });

  it('keeps hostile names out of every prototype', () => {
    const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
    const bytes = fileOf(`{"__metadata__":{"__proto__":"x"},"__proto__":${entry}}`, 4);
    const { tensors, metadata } = parseSafetensors(bytes);
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(metadata.get('__proto__')).toBe('x');
    expect(Object.hasOwn(Object.prototype, 'dtype')).toBe(false);
  });

  it('answers any changed byte with tensors or a clear refusal', () => {
    const anyChange = fc.tuple(fc.nat(reference.length - 1), fc.nat(255), fc.nat(reference.length));
    fc.assert(
      fc.property(anyChange, ([at, value, length]) => {
        const bytes = Buffer.from(reference);
        bytes[at] = value;
        try {
          parseSafetensors(bytes.subarray(0, Math.max(length, at)));
        } catch (error) {
          expect(error).toBeInstanceOf(LabError);
        }
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it('refuses to write a tensor that contradicts itself', () => {
    const data = Float32Array.of(1, 2);
    const encode = (fields: Partial<NamedTensor>) => () =>
      encodeSafetensors([{ name: 'a', dtype: 'F32', shape: [2], data, ...fields }], {});
    expect(encode({ shape: [3] })).toThrow('does not match');
    expect(encode({ dtype: 'I32' })).toThrow('does not match');
    expect(encode({ name: '__metadata__' })).toThrow('Two tensors');
    expect(encode({})).not.toThrow();
  });
});

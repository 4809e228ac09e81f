import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  bytesField,
  doubleField,
  floatField,
  integerField,
  protoMessage,
  readFields,
  textField,
} from '../../../src/engine/protocolBuffers.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('protocol buffers', () => {
  it('are written as the specification shows', () => {
    // The three examples of https://protobuf.dev/programming-guides/encoding.
    expect(hex(integerField(1, 150))).toBe('089601');
    expect(hex(textField(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(bytesField(3, integerField(1, 150)))).toBe('1a03089601');
    // Field 20 needs a tag of two bytes.
    expect(hex(integerField(20, 7))).toBe('a00107');
    expect(hex(floatField(2, 1))).toBe('150000803f');
    expect(hex(doubleField(1, 1))).toBe('09000000000000f03f');
  });

  it('come back as they were', () => {
    const field = fc.record({
      number: fc.integer({ min: 1, max: 2 ** 20 }),
      value: fc.oneof(fc.maxSafeNat(), fc.uint8Array({ maxLength: 300 })),
    });
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const bytes = protoMessage(
          ...fields.map(({ number, value }) =>
            typeof value === 'number' ? integerField(number, value) : bytesField(number, value),
          ),
        );
        const read = readFields(bytes).map(({ number, value }) => ({
          number,
          value: typeof value === 'number' ? value : Uint8Array.from(value),
        }));
        expect(read).toEqual(fields);
      }),
      { seed: 7 },
    );
  });

  it('are refused when they are cut off or of an unknown kind', () => {
    expect(() => readFields(textField(2, 'testing').subarray(0, 5))).toThrow('middle');
    expect(() => readFields(Uint8Array.of(0x80))).toThrow('middle');
    expect(() => readFields(Uint8Array.of(0x0b))).toThrow('wire type 3');
  });
});

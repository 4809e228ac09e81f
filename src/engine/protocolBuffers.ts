/**
 * The wire format of protocol buffers, as far as TensorBoard's event files and ONNX models need it:
 * varints, byte strings, and numbers of 4 and 8 bytes, written and read. Integers are not negative.
 */

/** The bytes of a field: its tag and its value. */
export type ProtoField = Uint8Array;

const wire = { varint: 0, eightBytes: 1, bytes: 2, fourBytes: 5 } as const;

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  // Division instead of shifts, because steps may be larger than 32 bits.
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
};

const tag = (number: number, wireType: number): number[] => varint(number * 8 + wireType);

/** A message of fields, in the order in which they are stored. */
export const protoMessage = (...fields: readonly ProtoField[]): Uint8Array => Buffer.concat(fields);

/** @param value a whole number, at least 0 */
export const integerField = (number: number, value: number): ProtoField =>
  Uint8Array.from([...tag(number, wire.varint), ...varint(value)]);

/** A byte string, or a message within a message. */
export const bytesField = (number: number, bytes: Uint8Array): ProtoField =>
  Buffer.concat([
    Uint8Array.from([...tag(number, wire.bytes), ...varint(bytes.byteLength)]),
    bytes,
  ]);

export const textField = (number: number, text: string): ProtoField =>
  bytesField(number, Buffer.from(text));

export const doubleField = (number: number, value: number): ProtoField => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return Buffer.concat([Uint8Array.from(tag(number, wire.eightBytes)), bytes]);
};

export const floatField = (number: number, value: number): ProtoField => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return Buffer.concat([Uint8Array.from(tag(number, wire.fourBytes)), bytes]);
};

/** A field that was read; numbers of 4 and 8 bytes come as their bytes. */
export interface ReadField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

const truncated = (): Error => new Error('A protocol buffer ends in the middle of a field.');

/**
 * The fields of a message, in stored order. Byte strings are views of `bytes`.
 * @throws Error when the bytes are no message
 */
export const readFields = (bytes: Uint8Array): ReadField[] => {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) throw truncated();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    at += length;
    if (at > bytes.byteLength) throw truncated();
    return bytes.subarray(at - length, at);
  };
  const readValue = (wireType: number): number | Uint8Array => {
    switch (wireType) {
      case wire.varint:
        return readVarint();
      case wire.eightBytes:
        return take(8);
      case wire.bytes:
        return take(readVarint());
      case wire.fourBytes:
        return take(4);
      default:
        throw new Error(`A protocol buffer has a field of the unknown wire type ${wireType}.`);
    }
  };
  const fields: ReadField[] = [];
  while (at < bytes.byteLength) {
    const key = readVarint();
    fields.push({ number: Math.floor(key / 8), value: readValue(key % 8) });
  }
  return fields;
};

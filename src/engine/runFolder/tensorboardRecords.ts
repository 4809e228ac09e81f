/**
 * The bytes of TensorBoard event files: records (TFRecord framing with masked CRC-32C) of `Event`
 * messages (protocol buffers, tensorflow/core/util/event.proto and framework/summary.proto).
 */

/** A protocol buffer field: the bytes of its tag and value. */
type Field = readonly number[] | Uint8Array;

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  // Division instead of shifts, because steps may be larger than 32 bits.
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
};

const message = (...fields: readonly Field[]): Uint8Array =>
  Buffer.concat(fields.map((field) => Uint8Array.from(field)));

const integerField = (number: number, value: number): Field => [number << 3, ...varint(value)];

const bytesField = (number: number, bytes: Uint8Array): Field =>
  message([(number << 3) | 2, ...varint(bytes.byteLength)], bytes);

const textField = (number: number, text: string): Field => bytesField(number, Buffer.from(text));

const doubleField = (number: number, value: number): Field => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return message([(number << 3) | 1], bytes);
};

const floatField = (number: number, value: number): Field => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message([(number << 3) | 5], bytes);
};

// Field numbers of Event: wall_time 1, step 2, file_version 3, summary 5, session_log 7.
const wallTime = (now: Date): Field => doubleField(1, now.getTime() / 1000);

/** The event that every file starts with. */
export const versionEvent = (now: Date): Uint8Array =>
  message(wallTime(now), textField(3, 'brain.Event:2'));

/** Tells TensorBoard that what earlier files hold from `firstStep` on no longer counts. */
export const sessionStartEvent = (now: Date, firstStep: number): Uint8Array =>
  message(wallTime(now), integerField(2, firstStep), bytesField(7, message(integerField(1, 1))));

/** Scalars of one step, by tag. Values are stored as float32. */
export const scalarsEvent = (
  now: Date,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Uint8Array => {
  // Summary.value is field 1; in it, tag is field 1 and simple_value field 2.
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytesField(1, message(textField(1, tag), floatField(2, value))),
  );
  return message(wallTime(now), integerField(2, step), bytesField(5, message(...values)));
};

/** CRC-32C (Castagnoli), reflected polynomial 0x82f63b78. */
const crc32c = (bytes: Uint8Array): number => {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    // Eight shifts per byte need no table; events are a few hundred bytes.
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0);
  }
  return ~crc >>> 0;
};

const maskedCrc = (bytes: Uint8Array): Uint8Array => {
  const crc = crc32c(bytes);
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
  const encoded = new Uint8Array(4);
  new DataView(encoded.buffer).setUint32(0, masked, true);
  return encoded;
};

/** Frames an event: uint64 length, its masked CRC, the bytes, their masked CRC. */
export const frameRecord = (event: Uint8Array): Uint8Array => {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(event.byteLength), true);
  return Buffer.concat([length, maskedCrc(length), event, maskedCrc(event)]);
};

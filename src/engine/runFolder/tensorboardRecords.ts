/**
 * The bytes of TensorBoard event files: records (TFRecord framing with masked CRC-32C) of `Event`
 * messages (protocol buffers, tensorflow/core/util/event.proto and framework/summary.proto).
 */

import {
  bytesField,
  doubleField,
  floatField,
  integerField,
  protoMessage,
  textField,
  type ProtoField,
} from '../protocolBuffers.js';

// Field numbers of Event: wall_time 1, step 2, file_version 3, summary 5, session_log 7.
const wallTime = (now: Date): ProtoField => doubleField(1, now.getTime() / 1000);

/** The event that every file starts with. */
export const versionEvent = (now: Date): Uint8Array =>
  protoMessage(wallTime(now), textField(3, 'brain.Event:2'));

/** Tells TensorBoard that what earlier files hold from `firstStep` on no longer counts. */
export const sessionStartEvent = (now: Date, firstStep: number): Uint8Array =>
  protoMessage(
    wallTime(now),
    integerField(2, firstStep),
    bytesField(7, protoMessage(integerField(1, 1))),
  );

/** Scalars of one step, by tag. Values are stored as float32. */
export const scalarsEvent = (
  now: Date,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Uint8Array => {
  // Summary.value is field 1; in it, tag is field 1 and simple_value field 2.
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytesField(1, protoMessage(textField(1, tag), floatField(2, value))),
  );
  return protoMessage(wallTime(now), integerField(2, step), bytesField(5, protoMessage(...values)));
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

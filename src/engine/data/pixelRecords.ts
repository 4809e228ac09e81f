/** Decoded images as fixed-size records: uint8 [sizePx, sizePx, 3], padded to four bytes. */

/** Bytes of one image's pixels. */
export const pixelBytesOf = (sizePx: number): number => sizePx * sizePx * 3;

/** Bytes from one record to the next. */
export const recordBytesOf = (sizePx: number): number => Math.ceil(pixelBytesOf(sizePx) / 4) * 4;

/** Bytes of a pack before its first record. */
export const packHeaderBytes = 64;

/** A record's or an index's bytes as the words that `checksumOf` reads; its start and length are multiples of four. */
export const wordsOf = (bytes: Uint8Array): Uint32Array =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);

/**
 * A 32-bit checksum against damage (not against intent): four interleaved multiply-xor lanes, so that
 * the multiplications overlap, mixed at the end.
 * @param words uint32, any length
 */
export const checksumOf = (words: Uint32Array): number => {
  let a = 0x9e3779b9 ^ words.length;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  const whole = words.length - (words.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(a ^ words[i]!, 0x5bd1e995);
    b = Math.imul(b ^ words[i + 1]!, 0x5bd1e995);
    c = Math.imul(c ^ words[i + 2]!, 0x5bd1e995);
    d = Math.imul(d ^ words[i + 3]!, 0x5bd1e995);
    a ^= a >>> 15;
    b ^= b >>> 15;
    c ^= c >>> 15;
    d ^= d >>> 15;
  }
  for (let i = whole; i < words.length; i++) {
    a = Math.imul(a ^ words[i]!, 0x5bd1e995);
    a ^= a >>> 15;
  }
  let hash = a;
  for (const lane of [b, c, d]) {
    hash = Math.imul(hash ^ lane, 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash >>> 0;
};

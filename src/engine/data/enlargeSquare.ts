/** The channels of a decoded image: red, green, blue. */
const channels = 3;
/** Weights are fractions of 256, so that a byte times a weight fits into 16 bits. */
const one = 256;
/** Red and blue are blended as the two halves of one integer: one multiplication for both. */
const bothHalves = 0x00ff_00ff;
const roundBoth = 0x0080_0080;
const roundOne = 0x80;

/** For each output position the lower one of two input positions, and the weight of the upper one. */
interface Taps {
  readonly first: Int32Array;
  readonly weight: Int32Array;
}

/** Pixel centres are aligned: output x is at (x + 0.5) * from / to - 0.5 of the input. */
const makeTaps = (from: number, to: number): Taps => {
  const first = new Int32Array(to);
  const weight = new Int32Array(to);
  for (let x = 0; x < to; x++) {
    const position = Math.min(Math.max(((x + 0.5) * from) / to - 0.5, 0), from - 1);
    first[x] = Math.min(Math.floor(position), Math.max(from - 2, 0));
    weight[x] = Math.round((position - first[x]!) * one);
  }
  return { first, weight };
};

/**
 * Enlarges a square image bilinearly. libvips interpolates each enlarged pixel on its own, which takes
 * several times as long; images are only enlarged when they are smaller than what training reads.
 * @param pixels uint8 [fromPx, fromPx, 3]
 * @param toPx at least `fromPx`
 * @returns uint8 [toPx, toPx, 3], within two grey levels of the exact value
 */
export const enlargeSquare = (pixels: Uint8Array, fromPx: number, toPx: number): Uint8Array => {
  const { first, weight } = makeTaps(fromPx, toPx);
  const redBlue = new Int32Array(fromPx * fromPx);
  const green = new Int32Array(fromPx * fromPx);
  for (let i = 0; i < redBlue.length; i++) {
    redBlue[i] = pixels[i * channels]! | (pixels[i * channels + 2]! << 16);
    green[i] = pixels[i * channels + 1]!;
  }
  // From a single input pixel there is no second one to blend with.
  const right = fromPx > 1 ? 1 : 0;
  const below = right * fromPx;
  const enlarged = new Uint8Array(toPx * toPx * channels);
  const redBlueRow = new Int32Array(fromPx);
  const greenRow = new Int32Array(fromPx);
  let out = 0;
  for (let y = 0; y < toPx; y++) {
    const start = first[y]! * fromPx;
    const lower = weight[y]!;
    const upper = one - lower;
    for (let x = 0; x < fromPx; x++) {
      const a = start + x;
      const b = a + below;
      const both = Math.imul(redBlue[a]!, upper) + Math.imul(redBlue[b]!, lower) + roundBoth;
      redBlueRow[x] = (both >>> 8) & bothHalves;
      greenRow[x] = (green[a]! * upper + green[b]! * lower + roundOne) >> 8;
    }
    for (let x = 0; x < toPx; x++) {
      const a = first[x]!;
      const b = a + right;
      const w = weight[x]!;
      const v = one - w;
      const both = Math.imul(redBlueRow[a]!, v) + Math.imul(redBlueRow[b]!, w) + roundBoth;
      enlarged[out] = both >>> 8; // the array keeps the lowest byte
      enlarged[out + 1] = (greenRow[a]! * v + greenRow[b]! * w + roundOne) >> 8;
      enlarged[out + 2] = both >>> 24;
      out += channels;
    }
  }
  return enlarged;
};

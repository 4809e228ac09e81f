/** The channels of a decoded image: red, green, blue. */
const channels = 3;
/** Weights are fractions of 256, so that two weights and a byte fit well into 32 bits. */
const weightBits = 8;
const one = 1 << weightBits;

/**
 * For each output position the two input positions it lies between, and the weight of the second.
 * Pixel centres are aligned: output x is at (x + 0.5) * from / to - 0.5 of the input.
 */
const makeTaps = (from: number, to: number): { first: Int32Array; weight: Int32Array } => {
  const first = new Int32Array(to);
  const weight = new Int32Array(to);
  for (let x = 0; x < to; x++) {
    const position = Math.min(Math.max(((x + 0.5) * from) / to - 0.5, 0), from - 1);
    first[x] = Math.min(Math.floor(position), Math.max(from - 2, 0));
    weight[x] = Math.round((position - first[x]!) * one);
  }
  return { first, weight };
};

/** Enlarges one row: uint8 [fromPx, 3] to uint16 [toPx, 3], scaled by 256. */
const enlargeRow = (
  pixels: Uint8Array,
  start: number,
  taps: { first: Int32Array; weight: Int32Array },
  next: number,
  row: Uint16Array,
): void => {
  const { first, weight } = taps;
  let out = 0;
  for (let x = 0; x < first.length; x++) {
    const a = start + first[x]! * channels;
    const b = a + next;
    const w = weight[x]!;
    const v = one - w;
    row[out] = pixels[a]! * v + pixels[b]! * w;
    row[out + 1] = pixels[a + 1]! * v + pixels[b + 1]! * w;
    row[out + 2] = pixels[a + 2]! * v + pixels[b + 2]! * w;
    out += channels;
  }
};

/**
 * Enlarges a square image bilinearly. libvips interpolates each enlarged pixel on its own, which takes
 * four times as long; images are only ever enlarged when they are smaller than what training reads.
 * @param pixels uint8 [fromPx, fromPx, 3]
 * @param toPx at least `fromPx`
 * @returns uint8 [toPx, toPx, 3]
 */
export const enlargeSquare = (pixels: Uint8Array, fromPx: number, toPx: number): Uint8Array => {
  const taps = makeTaps(fromPx, toPx);
  // With a single input pixel there is no second one to weigh in.
  const next = fromPx > 1 ? channels : 0;
  const rowValues = toPx * channels;
  const enlarged = new Uint8Array(rowValues * toPx);
  let upper = new Uint16Array(rowValues);
  let lower = new Uint16Array(rowValues);
  let upperRow = -1;
  let lowerRow = -1;
  for (let y = 0; y < toPx; y++) {
    const wanted = taps.first[y]!;
    const below = Math.min(wanted + 1, fromPx - 1);
    if (lowerRow === wanted) {
      [upper, lower] = [lower, upper];
      upperRow = wanted;
      lowerRow = -1;
    }
    if (upperRow !== wanted) {
      enlargeRow(pixels, wanted * fromPx * channels, taps, next, upper);
      upperRow = wanted;
    }
    if (lowerRow !== below) {
      enlargeRow(pixels, below * fromPx * channels, taps, next, lower);
      lowerRow = below;
    }
    const w = taps.weight[y]!;
    const v = one - w;
    const out = y * rowValues;
    for (let i = 0; i < rowValues; i++) {
      enlarged[out + i] = (upper[i]! * v + lower[i]! * w + 32768) >>> 16;
    }
  }
  return enlarged;
};

/** Max pooling in plain loops, where a backend's own is wrong or missing. */

/** What is pooled and how. */
export interface PoolShape {
  /** [N, H, W, C] */
  readonly shape: readonly [number, number, number, number];
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

export interface Pooled {
  /** [N, H', W', C] */
  readonly shape: [number, number, number, number];
  readonly values: Float32Array;
  /** Index in the images of the value that each place took; the first of equals. */
  readonly argmax: Int32Array;
}

/** Pixels before the image in a window's first place, along one side. */
export const leadingPad = (
  side: number,
  size: number,
  stride: number,
  padding: 'same' | 'valid',
): number => {
  if (padding === 'valid') return 0;
  const total = Math.max(0, (Math.ceil(side / stride) - 1) * stride + size - side);
  return Math.floor(total / 2);
};

/** Places along one side, and where the first window begins. */
const windowsAlong = (
  side: number,
  { size, stride, padding }: PoolShape,
): { readonly places: number; readonly first: number } => {
  if (padding === 'valid') return { places: Math.floor((side - size) / stride) + 1, first: 0 };
  return { places: Math.ceil(side / stride), first: -leadingPad(side, size, stride, padding) };
};

/**
 * Padding is never the largest. A NaN is.
 * @param x float32 [N, H, W, C]
 */
export const maxPoolPixels = (x: Float32Array, pool: PoolShape): Pooled => {
  const [count, height, width, channels] = pool.shape;
  const rows = windowsAlong(height, pool);
  const columns = windowsAlong(width, pool);
  const shape: Pooled['shape'] = [count, rows.places, columns.places, channels];
  const values = new Float32Array(count * rows.places * columns.places * channels);
  const argmax = new Int32Array(values.length);
  let at = 0;
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < rows.places; i++) {
      const top = rows.first + i * pool.stride;
      for (let j = 0; j < columns.places; j++, at += channels) {
        const left = columns.first + j * pool.stride;
        values.fill(-Infinity, at, at + channels);
        argmax.fill(-1, at, at + channels);
        for (let r = Math.max(0, top); r < Math.min(height, top + pool.size); r++) {
          for (let c = Math.max(0, left); c < Math.min(width, left + pool.size); c++) {
            const pixel = ((n * height + r) * width + c) * channels;
            for (let channel = 0; channel < channels; channel++) {
              const value = x[pixel + channel]!;
              const largest = values[at + channel]!;
              const isFirst = argmax[at + channel] === -1;
              if (isFirst || value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) {
                values[at + channel] = value;
                argmax[at + channel] = pixel + channel;
              }
            }
          }
        }
      }
    }
  }
  return { shape, values, argmax };
};

/** Hands each gradient to the value that was taken. @returns float32, as many as the images have */
export const maxPoolPixelsGrad = (
  dy: Float32Array,
  argmax: Int32Array,
  pixels: number,
): Float32Array => {
  const dx = new Float32Array(pixels);
  dy.forEach((value, place) => (dx[argmax[place]!]! += value));
  return dx;
};

/** Colours of distances: the nearer two permutations are, the more their cell stands out. */

/** Red, green and blue, 0..255. */
export type Rgb = readonly [number, number, number];

/** Share of the accent at the largest distance, so that cells still differ from the page. */
const faintest = 0.1;

/** A colour between two others. */
export const mix = (from: Rgb, to: Rgb, share: number): Rgb => {
  const channel = (k: 0 | 1 | 2): number => Math.round(from[k] + (to[k] - from[k]) * share);
  return [channel(0), channel(1), channel(2)];
};

/**
 * A colour for each distance from 0 to the number of tiles. 0, which only a permutation and itself
 * have, gets the colour of text.
 * @param min smallest and largest distance that occur between two members
 */
export const distanceColours = (
  tiles: number,
  { min, max }: { readonly min: number; readonly max: number },
  { background, accent, foreground }: Readonly<Record<'background' | 'accent' | 'foreground', Rgb>>,
): Rgb[] =>
  Array.from({ length: tiles + 1 }, (_, distance) => {
    if (distance === 0) return foreground;
    const nearness = max > min ? (max - distance) / (max - min) : 0.5;
    return mix(background, accent, faintest + (1 - faintest) * Math.min(1, Math.max(0, nearness)));
  });

/** The pixels of a heat map, one for each pair: uint8 [members, members, 4]. */
export const paintPixels = (
  distances: Uint8Array,
  colours: readonly Rgb[],
): Uint8ClampedArray<ArrayBuffer> => {
  // Four bytes at once, in the byte order of the machine.
  const words = new Uint32Array(
    new Uint8Array(colours.flatMap(([r, g, b]) => [r, g, b, 255])).buffer,
  );
  const pixels = new Uint32Array(distances.length);
  for (let i = 0; i < distances.length; i++) pixels[i] = words[distances[i]!] ?? 0;
  return new Uint8ClampedArray(pixels.buffer);
};

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` and `rgba(…)`; null for anything else. */
export const parseColour = (text: string): Rgb | null => {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const long = hex.length < 6 ? hex.replaceAll(/./g, '$&$&') : hex;
    const at = (k: number): number => Number.parseInt(long.slice(k, k + 2), 16);
    return [at(0), at(2), at(4)];
  }
  const [r, g, b] = /^rgba?\(([^)]*)\)$/i.exec(text.trim())?.[1]?.split(/[\s,/]+/) ?? [];
  const values = [Number(r), Number(g), Number(b)] as const;
  return r !== undefined && values.every(Number.isFinite) ? values : null;
};

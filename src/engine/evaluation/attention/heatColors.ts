/** How heat is shown over a photo. */

/** matplotlib's magma at a quarter, a half, three quarters and the whole of it: darker is less. */
const stops = [
  [81, 18, 124],
  [183, 55, 121],
  [252, 137, 97],
  [252, 253, 191],
] as const;

/** The hottest place still lets the photo through. */
const mostOpacity = 0.8;

/**
 * Colours and opacity of heat. Both grow with it: where there is none, the photo is left as it is.
 * @param heat each 0..`peak`
 * @param peak above 0
 * @returns uint8 [heat.length, 4]
 */
export const heatColors = (heat: Float32Array, peak: number): Uint8Array => {
  const colors = new Uint8Array(heat.length * 4);
  for (const [at, value] of heat.entries()) {
    const share = Math.min(1, value / peak);
    const place = share * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [stops[below]?.[channel] ?? 0, stops[below + 1]?.[channel] ?? 0];
      colors[at * 4 + channel] = Math.round(from + (to - from) * (place - below));
    }
    colors[at * 4 + 3] = Math.round(255 * mostOpacity * share);
  }
  return colors;
};

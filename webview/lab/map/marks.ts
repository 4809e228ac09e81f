/** The shapes of points, as coverage of pixels and as outlines. */

/** The circle is every class's as long as colours suffice. */
export const marks = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const;
export type Mark = (typeof marks)[number];

/** Corners at a radius of 1, around the middle; shapes are as large as the circle to the eye. */
const corners: Readonly<Record<Exclude<Mark, 'circle'>, readonly (readonly [number, number])[]>> = {
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  triangle: [
    [0, -1.2],
    [1.1, 0.8],
    [-1.1, 0.8],
  ],
  diamond: [
    [0, -1.2],
    [1.2, 0],
    [0, 1.2],
    [-1.2, 0],
  ],
  cross: [
    [-0.4, -1.15],
    [0.4, -1.15],
    [0.4, -0.4],
    [1.15, -0.4],
    [1.15, 0.4],
    [0.4, 0.4],
    [0.4, 1.15],
    [-0.4, 1.15],
    [-0.4, 0.4],
    [-1.15, 0.4],
    [-1.15, -0.4],
    [-0.4, -0.4],
  ],
};

/** A shape for SVG's `d`, relative to the point at which it is drawn. */
export const markPath = (mark: Mark, radius: number): string => {
  const round = (value: number): string => String(Math.round(value * 100) / 100);
  if (mark === 'circle') {
    const r = round(radius);
    const across = round(2 * radius);
    return `m-${r} 0a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 -${across} 0z`;
  }
  const points = corners[mark];
  let [x, y] = [0, 0];
  const steps = points.map(([atX, atY], place) => {
    const step = `${place === 0 ? 'm' : 'l'}${round(atX * radius - x)} ${round(atY * radius - y)}`;
    [x, y] = [atX * radius, atY * radius];
    return step;
  });
  return `${steps.join('')}z`;
};

/** Whether a place lies within a shape of radius 1. */
const covers = (mark: Mark, x: number, y: number): boolean => {
  const [across, down] = [Math.abs(x), Math.abs(y)];
  switch (mark) {
    case 'circle':
      return x * x + y * y <= 1;
    case 'square':
      return across <= 0.85 && down <= 0.85;
    case 'triangle':
      return y <= 0.8 && across <= ((y + 1.2) / 2) * 1.1;
    case 'diamond':
      return across + down <= 1.2;
    case 'cross':
      return (across <= 0.4 && down <= 1.15) || (down <= 0.4 && across <= 1.15);
  }
};

/** Points at which a pixel is looked at, along each side. */
const samples = 4;

/**
 * How much of each pixel a shape covers.
 * @param half pixels on each side of the middle one
 * @returns shares 0..1, [2 * half + 1, 2 * half + 1]
 */
export const coverage = (mark: Mark, radius: number, half: number): Float32Array => {
  const side = 2 * half + 1;
  return Float32Array.from({ length: side * side }, (_, pixel) => {
    let hits = 0;
    for (let sample = 0; sample < samples ** 2; sample++) {
      const x = (pixel % side) - half + ((sample % samples) + 0.5) / samples - 0.5;
      const y =
        Math.floor(pixel / side) - half + (Math.floor(sample / samples) + 0.5) / samples - 0.5;
      if (covers(mark, x / radius, y / radius)) hits += 1;
    }
    return hits / samples ** 2;
  });
};

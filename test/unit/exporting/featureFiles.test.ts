import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';

import { featuresCsv, pathsCsv } from '../../../src/engine/exporting/features/csv.js';
import { decodeNpy, encodeNpy } from '../../../src/engine/exporting/features/npy.js';
import { encodeParquet } from '../../../src/engine/exporting/features/parquet.js';

const values = Float32Array.of(0, -1.5, 1e-7, 3.4e38, 0.1, 123456.789);
const paths = ['birds/1.jpg', 'a "b", c.png', '벽/사진.jpg'];

describe('features as NPY', () => {
  it('are what numpy.save writes', () => {
    const bytes = Buffer.concat([
      ...encodeNpy([3, 2], [values.subarray(0, 2), values.subarray(2)]),
    ]);
    // By NumPy 2.4 from the same numbers.
    const header = `\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }`;
    expect(bytes.toString('latin1', 0, 128)).toBe(`${header.padEnd(127)}\n`);
    expect(bytes.subarray(128)).toEqual(Buffer.from(values.buffer));
  });

  it('come back as they were, also with one axis or none', () => {
    for (const shape of [[3, 2], [6], [1, 6], [0, 4]]) {
      const data = shape[0] === 0 ? new Float32Array() : values;
      const bytes = Buffer.concat([...encodeNpy(shape, [data])]);
      expect(decodeNpy(bytes)).toEqual({ shape, values: data });
    }
    expect(() => decodeNpy(Buffer.from('no array, but a text'))).toThrow('NPY');
  });
});

describe('features as CSV', () => {
  it('keep every float32, and paths with commas and quotes', () => {
    const lines = [...featuresCsv(paths, values, 2)].join('').split('\r\n');
    expect(lines[0]).toBe('path,f0,f1');
    expect(lines[1]).toBe('birds/1.jpg,0,-1.5');
    expect(lines[2]?.startsWith('"a ""b"", c.png",')).toBe(true);
    const numbers = lines.slice(1, 4).flatMap((line) => line.split(',').slice(-2).map(Number));
    expect(Float32Array.from(numbers)).toEqual(values);
    expect(lines[4]).toBe('');
  });

  it('name the image of each row', () => {
    expect([...pathsCsv(paths)].join('')).toBe(
      'row,path\r\n0,birds/1.jpg\r\n1,"a ""b"", c.png"\r\n2,벽/사진.jpg\r\n',
    );
  });
});

describe('features as Parquet', () => {
  const read = async (bytes: Uint8Array): Promise<unknown[]> => {
    const file = Uint8Array.from(bytes).buffer;
    return parquetReadObjects({ file });
  };

  it('hold the path and a list of numbers for each image', async () => {
    const bytes = await encodeParquet(paths, values, 2, { preset: 'rotation-small' });
    expect(await read(bytes)).toEqual(
      paths.map((path, i) => ({ path, features: [...values.subarray(2 * i, 2 * i + 2)] })),
    );
    const { key_value_metadata: metadata } = parquetMetadata(Uint8Array.from(bytes).buffer);
    expect(metadata).toContainEqual({ key: 'preset', value: 'rotation-small' });
  });

  it('keep their order over several groups of rows', async () => {
    const many = Array.from({ length: 20_001 }, (_, i) => `${i}.png`);
    const numbers = Float32Array.from(many, (_, i) => i);
    const rows = await read(await encodeParquet(many, numbers, 1, {}));
    expect(rows).toHaveLength(many.length);
    expect(rows.at(-1)).toEqual({ path: '20000.png', features: [20_000] });
    expect(rows[10_000]).toEqual({ path: '10000.png', features: [10_000] });
  });
});

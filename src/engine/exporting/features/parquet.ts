/** Features as Parquet: the columns `path` (text) and `features` (a list of float32). */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

import type { Paths } from './csv.js';

/** Rows that readers load together. */
const rowsPerGroup = 10_000;

const schema: ConstructorParameters<typeof ParquetWriter>[0]['schema'] = [
  { name: 'root', num_children: 2 },
  { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'features', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
];

/**
 * @param values float32 [N, dimension], rows in the order of the paths
 * @param metadata short texts by name
 * @returns the file's bytes
 */
export const encodeParquet = async (
  paths: Paths,
  values: Float32Array,
  dimension: number,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> => {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema,
    // Features hardly shrink.
    codec: 'UNCOMPRESSED',
    statistics: false,
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: 'pretext-lab',
  });
  let row = 0;
  let group: { path: string; features: number[] }[] = [];
  const writeGroup = async (): Promise<void> => {
    await parquet.write({
      columnData: [
        { name: 'path', data: group.map(({ path }) => path) },
        { name: 'features', data: group.map(({ features }) => features), encoding: 'PLAIN' },
      ],
      rowGroupSize: rowsPerGroup,
    });
    group = [];
  };
  for (const path of paths) {
    const features = Array.from(values.subarray(row * dimension, ++row * dimension));
    group.push({ path, features });
    if (group.length === rowsPerGroup) await writeGroup();
  }
  if (group.length > 0) await writeGroup();
  await parquet.finish();
  return writer.getBytes();
};

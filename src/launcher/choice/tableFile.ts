/** The table of backends on disk, one for a user and a machine. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import * as z from 'zod';

import { measuredBackendSchema, type BackendTable } from './backendTable.js';

const tableFileSchema = z.object({
  formatVersion: z.literal(1),
  /** What it was measured on; see `machineKey`. */
  key: z.string(),
  backends: z.array(measuredBackendSchema).min(1),
});

/** The table that was kept for a key; null when there is none, or none that can be read. */
export const readTable = async (file: string, key: string): Promise<BackendTable | null> => {
  try {
    const parsed = tableFileSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success && parsed.data.key === key ? parsed.data.backends : null;
  } catch {
    // It is measured again.
    return null;
  }
};

/** Keeps a table, whole or not at all. @throws Error when it cannot be written */
export const writeTable = async (file: string, key: string, table: BackendTable): Promise<void> => {
  const content: z.infer<typeof tableFileSchema> = {
    formatVersion: 1,
    key,
    backends: [...table],
  };
  await mkdir(dirname(file), { recursive: true });
  // Two windows may write at a time.
  const fresh = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(fresh, `${JSON.stringify(content, null, 2)}\n`, { flush: true });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
};

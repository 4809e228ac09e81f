/** A pack that is too large for memory, written while its images are decoded. */
import type { PackTable } from './packTable.js';
import type { Pack, PackWriter } from './pixelCache.js';
import { recordBytesOf } from './pixelRecords.js';
import { isSound, readOrigins, startPack, type PackTarget } from './recordStore.js';

export interface StreamedPackOptions {
  readonly target: PackTarget;
  /** What is known of each file so far. */
  readonly table: PackTable;
  /** The pack before, from which records are taken over. */
  readonly old: Pack | null;
  /** int32 [table.length]: each file's record in the old pack, or -1. */
  readonly origins: Int32Array;
  /** Told once why the pack cannot be written. */
  onFailed(error: unknown): void;
}

/** Begins with the first write, so that nothing is copied when nothing changes. */
export class StreamedPack {
  /** Files whose record in the old pack is damaged; known after `begin`. */
  readonly damaged: number[] = [];
  readonly #options: StreamedPackOptions;
  #begun: Promise<void> | null = null;
  /** Null before the beginning and after a failure. */
  #writer: PackWriter | null = null;

  constructor(options: StreamedPackOptions) {
    this.#options = options;
  }

  /** Starts the file with the old pack's records. */
  begin(): Promise<void> {
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  /** Writes the records of consecutive files; does nothing once that the pack has failed. */
  async write(file: number, records: Uint8Array): Promise<void> {
    await this.begin();
    await this.#attempt((writer) => writer.write(file, records));
  }

  /** Finishes the pack. @returns whether there is a new one */
  async commit(table: PackTable): Promise<boolean> {
    await this.#begun;
    // Some systems cannot replace a file that is open.
    if (this.#writer !== null) await this.#options.old?.close();
    await this.#attempt((writer) => writer.commit(table, this.#options.target.records));
    return this.#writer !== null;
  }

  async #begin(): Promise<void> {
    const { target, table, old, origins } = this.#options;
    try {
      this.#writer = await startPack(target, table);
    } catch (error) {
      this.#options.onFailed(error);
      return;
    }
    if (old === null) return;
    const recordBytes = recordBytesOf(target.sizePx);
    await this.#attempt((writer) =>
      readOrigins(old, origins, target.records, recordBytes, async (file, record) => {
        if (isSound(table, file, record)) await writer.write(file, record);
        else this.damaged.push(file);
      }),
    );
  }

  async #attempt(action: (writer: PackWriter) => Promise<void>): Promise<void> {
    const writer = this.#writer;
    if (writer === null) return;
    try {
      await action(writer);
    } catch (error) {
      // Several writes may be under way: the first one that fails speaks for all.
      if (this.#writer === null) return;
      this.#writer = null;
      await writer.abandon();
      this.#options.onFailed(error);
    }
  }
}

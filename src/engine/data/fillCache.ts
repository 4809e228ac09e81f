/**
 * Gets the pixels of a folder's images: from its pack where the files are the same, else by decoding
 * them. Up to `memoryBoundBytes` of records are held in shared memory for the whole run; beyond that
 * they stay in the pack, and workers read one record at a time. A file's record has the file's place in
 * the table, so that two processes that build the same pack build the same one.
 *
 * Nothing here fails because of the cache: where it cannot be read or written, images are decoded.
 */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { reasonOf } from '../labError.js';
import { decodeFiles } from './decodeFiles.js';
import { createContentMatcher, matchUnchanged } from './matchFiles.js';
import { fileState, isPassing, rememberedTable, type PackTable } from './packTable.js';
import {
  openPack,
  packPathOf,
  type OpenForWriting,
  type Pack,
  type PackSettings,
} from './pixelCache.js';
import { recordBytesOf } from './pixelRecords.js';
import {
  isSound,
  readOrigins,
  recordsThatFit,
  storeRuns,
  writePack,
  type PackTarget,
  type StoreRecords,
} from './recordStore.js';
import { contentHashBytes } from './split.js';
import { StreamedPack } from './streamedPack.js';
import type { DecodedReply, FileFailure } from './workerMessages.js';
import type { WorkerPool } from './workerPool.js';

/** Records up to this many bytes are held in memory: 350,000 images of 32 px, 20,000 of 132 px. */
export const defaultMemoryBoundBytes = 2 ** 30;

export interface FillOptions extends PackSettings {
  /** Of the scanned folder; filled in. */
  readonly table: PackTable;
  readonly cacheLimitBytes: number;
  readonly memoryBoundBytes: number;
  readonly pool: WorkerPool;
  /** Seam for tests of full disks. */
  readonly openForWriting?: OpenForWriting | undefined;
  /** Told how many more files are done. */
  readonly onDone: (files: number) => void;
  readonly onSkipped: (file: number, failure: FileFailure) => void;
  readonly onWarning: (message: Sentence) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Where the records of the table are now. */
export interface FilledCache {
  readonly memory: SharedArrayBuffer | null;
  readonly packFile: string | null;
}

/**
 * Fills in the table's facts about every file. When the signal aborts, what was decoded so far is kept
 * in the pack, and the rest of the table stays unknown.
 */
export const fillCache = async (options: FillOptions): Promise<FilledCache> => {
  const pack = await openPack(packPathOf(options), options.sizePx);
  try {
    return await new CacheFill(options, pack).run();
  } finally {
    await pack?.close();
  }
};

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

class CacheFill {
  readonly #options: FillOptions;
  readonly #old: Pack | null;
  readonly #recordBytes: number;
  /** Files `0 .. capacity - 1` have a record. */
  readonly #capacity: number;
  readonly #memory: SharedArrayBuffer | null;
  /** Each file's record in the old pack, or -1. */
  #origins: Int32Array;
  /** Whether a new pack would know more than the old one. */
  #learnt = false;

  constructor(options: FillOptions, old: Pack | null) {
    const { table, sizePx, cacheLimitBytes, memoryBoundBytes } = options;
    this.#options = options;
    this.#old = old;
    this.#recordBytes = recordBytesOf(sizePx);
    this.#capacity = recordsThatFit(table, sizePx, cacheLimitBytes);
    const bytes = this.#capacity * this.#recordBytes;
    this.#memory = bytes > 0 && bytes <= memoryBoundBytes ? new SharedArrayBuffer(bytes) : null;
    this.#origins = new Int32Array(table.length).fill(-1);
  }

  async run(): Promise<FilledCache> {
    const { table, onDone, onSkipped, signal } = this.#options;
    await this.#reuse();
    // Records that were not read are not to be written either.
    if (isAborted(signal)) return { memory: null, packFile: null };
    for (const [file, failure] of table.failures) onSkipped(file, failure);
    const missing = this.#unknown();
    onDone(table.length - missing.length);

    if (this.#memory !== null) {
      const memory = new Uint8Array(this.#memory);
      await this.#decode(missing, (file, records) => {
        memory.set(records, file * this.#recordBytes);
      });
      return this.#keepMemory(this.#memory);
    }
    const stream = this.#createStream();
    const store = (file: number, records: Uint8Array): Promise<void> => stream.write(file, records);
    await this.#decode(missing, store);
    if (this.#learnt && this.#capacity > 0 && !isAborted(signal)) await stream.begin();
    await this.#decode(stream.damaged, store);
    return this.#finishStream(stream);
  }

  #placeOf(file: number): number {
    return file < this.#capacity ? file : fileState.uncached;
  }

  #unknown(): number[] {
    const files: number[] = [];
    for (const [file, state] of this.#options.table.records.entries()) {
      if (state === fileState.unknown) files.push(file);
    }
    return files;
  }

  /** Takes over what the old pack knows. */
  async #reuse(): Promise<void> {
    const { table, signal } = this.#options;
    const old = this.#old;
    if (old === null) return;
    const placeOf = (file: number): number => this.#placeOf(file);
    this.#origins = matchUnchanged(old.table, table, placeOf);
    const changed = this.#unknown();
    if (changed.length > 0) {
      const match = createContentMatcher(old.table, table, placeOf, this.#origins);
      await this.#runDecoder(changed, true, (files, { hashes }) => {
        for (const [k, file] of files.entries()) {
          match(file, hashes.subarray(k * contentHashBytes, (k + 1) * contentHashBytes));
        }
        this.#learnt ||= files.some((file) => table.records[file] !== fileState.unknown);
      });
    }
    const memory = this.#memory;
    if (memory === null) return;
    const target = new Uint8Array(memory);
    const put = (file: number, record: Uint8Array): void => {
      if (isSound(table, file, record)) target.set(record, file * this.#recordBytes);
      else table.records[file] = fileState.unknown;
    };
    await readOrigins(old, this.#origins, this.#capacity, this.#recordBytes, put, signal);
    // Some systems cannot replace a file that is open.
    await old.close();
  }

  async #runDecoder(
    files: readonly number[],
    hashOnly: boolean,
    onDecoded: (files: readonly number[], reply: DecodedReply) => Promise<void> | void,
  ): Promise<void> {
    const { pool, folder, sizePx, limits, table, signal } = this.#options;
    await decodeFiles({
      pool,
      folder,
      sizePx,
      limits,
      hashOnly,
      files,
      path: (file) => table.path(file),
      onDecoded,
      onKiller: (file, reason) => {
        if (hashOnly) return;
        const message = sentence('Reading the file ended the worker ({0}).', reason);
        this.#skip(file, { code: 'unreadable', message });
        this.#options.onDone(1);
      },
      signal,
    });
  }

  #skip(file: number, failure: FileFailure): void {
    const { table, onSkipped } = this.#options;
    table.records[file] = fileState.skipped;
    table.failures.set(file, failure);
    if (!isPassing(failure)) this.#learnt = true;
    onSkipped(file, failure);
  }

  async #decode(missing: readonly number[], store: StoreRecords): Promise<void> {
    if (missing.length === 0) return;
    const { table, onDone } = this.#options;
    await this.#runDecoder(missing, false, async (files, reply) => {
      for (const [k, file] of files.entries()) {
        const failure = reply.failures[k];
        if (failure != null) {
          this.#skip(file, failure);
          continue;
        }
        const hash = reply.hashes.subarray(k * contentHashBytes, (k + 1) * contentHashBytes);
        table.hashes.set(hash, file * contentHashBytes);
        table.checksums[file] = reply.checksums[k]!;
        table.widthsPx[file] = reply.widthsPx[k]!;
        table.heightsPx[file] = reply.heightsPx[k]!;
        table.records[file] = this.#placeOf(file);
        this.#learnt = true;
      }
      await storeRuns(table, files, reply.records, this.#recordBytes, store);
      onDone(files.length);
    });
  }

  #target(): PackTarget {
    const { sizePx, cacheLimitBytes, openForWriting } = this.#options;
    const file = packPathOf(this.#options);
    return { file, sizePx, records: this.#capacity, limitBytes: cacheLimitBytes, openForWriting };
  }

  #warn(error: unknown, consequence: Sentence): void {
    this.#options.onWarning(
      sentence(
        'The image cache in {0} cannot be written ({1}); {2}.',
        this.#options.cacheFolder,
        reasonOf(error),
        consequence,
      ),
    );
  }

  #createStream(): StreamedPack {
    return new StreamedPack({
      target: this.#target(),
      table: this.#options.table,
      old: this.#old,
      origins: this.#origins,
      onFailed: (error) =>
        this.#warn(
          error,
          sentence('images are decoded from their files in every epoch, which is slower'),
        ),
    });
  }

  async #keepMemory(memory: SharedArrayBuffer): Promise<FilledCache> {
    const { table } = this.#options;
    if (this.#learnt) {
      try {
        await writePack(this.#target(), rememberedTable(table), memory);
      } catch (error) {
        this.#warn(error, sentence('images are decoded anew in the next run'));
      }
    }
    return { memory, packFile: null };
  }

  async #finishStream(stream: StreamedPack): Promise<FilledCache> {
    const { table } = this.#options;
    const file = packPathOf(this.#options);
    if (await stream.commit(rememberedTable(table))) return { memory: null, packFile: file };
    // Without a new pack, what the old one has is still there.
    for (const [i, state] of table.records.entries()) {
      if (state >= 0) table.records[i] = this.#origins[i] ?? fileState.uncached;
    }
    return { memory: null, packFile: this.#old === null ? null : file };
  }
}

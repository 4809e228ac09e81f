/**
 * What the engine and its loader workers say to each other. Both ends come from one build and share
 * one process, so the messages are typed, not parsed. Each job is answered by one reply with its id.
 */
import type { SkippedFile } from '../../protocol/run.js';
import type { Sentence } from '../../protocol/sentence.js';
import type { ViewMode } from '../pretext/pretextViews.js';
import type { ViewMakerSpec } from '../pretext/viewMakers.js';
import type { PicturePlan } from '../sampleImages/picture.js';
import type { DecodeLimits } from './decodeImage.js';
import type { PixelSource } from './pixelSource.js';

/** A flag in shared memory; anything but 0 asks the worker to leave the job early. */
export type CancelFlag = Int32Array<SharedArrayBuffer>;

/** Reads files, hashes them, and decodes them unless `hashOnly`. `n` files. */
export interface DecodeJob {
  readonly kind: 'decode';
  readonly folder: string;
  /** Relative to `folder`. */
  readonly paths: readonly string[];
  readonly sizePx: number;
  readonly limits: DecodeLimits;
  readonly hashOnly: boolean;
  readonly cancelled: CancelFlag;
}

/** What a loader will ask for, sent once to every worker. */
export interface OpenStreamJob {
  readonly kind: 'openStream';
  readonly stream: number;
  readonly pixels: PixelSource;
  readonly specs: readonly ViewMakerSpec[];
  readonly mode: ViewMode;
  readonly seed: number;
  readonly epoch: number;
  readonly batchSize: number;
  /** The batches' memory, laid out by `slotParts`. */
  readonly slots: readonly SharedArrayBuffer[];
  readonly cancelled: CancelFlag;
}

/** Renders some images of one batch into its slot. */
export interface RenderJob {
  readonly kind: 'render';
  readonly stream: number;
  readonly slot: number;
  /** Place in the batch of the first of `images`. */
  readonly first: number;
  /** int32, dataset indices. */
  readonly images: Int32Array;
}

/** Forgets a stream. */
export interface CloseStreamJob {
  readonly kind: 'closeStream';
  readonly stream: number;
}

/** Draws and encodes sample images. `n` pictures. */
export interface DrawJob {
  readonly kind: 'draw';
  readonly plans: readonly PicturePlan[];
}

/** Ends the worker after the jobs before it; not answered. */
export interface EndJob {
  readonly kind: 'end';
}

export type WorkerJob = DecodeJob | OpenStreamJob | RenderJob | CloseStreamJob | DrawJob | EndJob;

/** A job on its way. */
export interface JobMessage {
  readonly id: number;
  readonly job: WorkerJob;
}

/** Why a file was left out. */
export type FileFailure = Pick<SkippedFile, 'code' | 'message'>;

export interface DecodedReply {
  readonly kind: 'decoded';
  /** [n]: null for a file that was read. */
  readonly failures: readonly (FileFailure | null)[];
  /** uint8 [n, contentHashBytes] */
  readonly hashes: Uint8Array;
  /** uint8 [n, recordBytes], empty if `hashOnly`. */
  readonly records: Uint8Array<ArrayBuffer>;
  /** uint32 [n], of each record. */
  readonly checksums: Uint32Array;
  /** uint32 [n] */
  readonly widthsPx: Uint32Array;
  /** uint32 [n] */
  readonly heightsPx: Uint32Array;
}

export interface RenderedReply {
  readonly kind: 'rendered';
  /** Images that are grey because their file can no longer be read. */
  readonly unreadable: readonly { readonly image: number; readonly message: Sentence }[];
}

export interface DrawnReply {
  readonly kind: 'drawn';
  /** [n]: the bytes of each file. */
  readonly files: readonly Uint8Array[];
}

export interface DoneReply {
  readonly kind: 'done';
}

/** The job broke; a fault of the program, not of a file. */
export interface FailedReply {
  readonly kind: 'failed';
  readonly message: string;
}

export type WorkerReply = DecodedReply | RenderedReply | DrawnReply | DoneReply | FailedReply;

/** What a worker posts: once that it has started, then replies. */
export type WorkerMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: WorkerReply };

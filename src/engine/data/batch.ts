/** What the loader hands to training. */

/** One task's share of a batch. `B` images, `V` views per image, `L` labels per image. */
export interface BatchPart {
  /** float32 [B*V, H, W, 3] in shared memory; valid until the batch is released. */
  readonly views: Float32Array;
  /** int32 [B*L] */
  readonly labels: Int32Array;
}

/** The images of one step, for each task of the run in order. */
export interface Batch {
  /** Dataset indices of the images. */
  readonly images: Int32Array;
  readonly parts: readonly BatchPart[];
  /** Gives the shared memory back to the loader. Call once, after the last use of `parts`. */
  release(): void;
}

/** Delivers batches in order. */
export interface BatchSource {
  /** The next batch, or null after the last one. Rejects when a worker dies. */
  next(): Promise<Batch | null>;
  /** Total time in ms that callers have waited in `next`. */
  readonly waitedMs: number;
  close(): Promise<void>;
}

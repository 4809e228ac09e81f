/**
 * The list of a folder's images. A million JavaScript strings and objects would take several hundred
 * megabytes; here all paths lie in one UTF-8 buffer, and each number in a typed array.
 */
import { imageFormats, type ImageFormat } from './imageFormat.js';

interface ImageColumns {
  /** uint8, all paths in UTF-8, one after the other. */
  readonly text: Buffer;
  /** uint32 [N + 1], where each path begins in `text`; the last entry is the end. */
  readonly starts: Uint32Array;
  /** float64 [N] */
  readonly bytes: Float64Array;
  /** float64 [N], ms since 1970. */
  readonly modifiedMs: Float64Array;
  /** uint8 [N], index into `imageFormats`. */
  readonly formats: Uint8Array;
}

/** The candidate images of a folder, ordered by the bytes of their paths. */
export class ImageIndex {
  readonly length: number;
  readonly #columns: ImageColumns;

  constructor(columns: ImageColumns) {
    this.length = columns.formats.length;
    this.#columns = columns;
  }

  /** Path relative to the scanned folder, with forward slashes. */
  path(i: number): string {
    this.#check(i);
    const { text, starts } = this.#columns;
    return text.toString('utf8', starts[i], starts[i + 1]);
  }

  /** Size of the file in bytes. */
  bytes(i: number): number {
    this.#check(i);
    return this.#columns.bytes[i] ?? 0;
  }

  /** When the file was last changed, ms since 1970. */
  modifiedMs(i: number): number {
    this.#check(i);
    return this.#columns.modifiedMs[i] ?? 0;
  }

  format(i: number): ImageFormat {
    this.#check(i);
    return imageFormats[this.#columns.formats[i] ?? 0] ?? 'jpeg';
  }

  /**
   * The index of some of the images, in the order given.
   * @param kept int32, image numbers
   */
  select(kept: Int32Array): ImageIndex {
    for (const i of kept) this.#check(i);
    return new ImageIndex(gather(this.#columns, kept));
  }

  #check(i: number): void {
    if (!Number.isInteger(i) || i < 0 || i >= this.length) {
      throw new RangeError(`There is no image ${i} in an index of ${this.length}.`);
    }
  }
}

const gather = (from: ImageColumns, order: Int32Array): ImageColumns => {
  let textBytes = 0;
  for (let k = 0; k < order.length; k++) {
    textBytes += from.starts[order[k]! + 1]! - from.starts[order[k]!]!;
  }
  const text = Buffer.allocUnsafe(textBytes);
  const starts = new Uint32Array(order.length + 1);
  const bytes = new Float64Array(order.length);
  const modifiedMs = new Float64Array(order.length);
  const formats = new Uint8Array(order.length);
  for (let k = 0; k < order.length; k++) {
    const i = order[k]!;
    const copied = from.text.copy(text, starts[k], from.starts[i], from.starts[i + 1]);
    starts[k + 1] = starts[k]! + copied;
    bytes[k] = from.bytes[i]!;
    modifiedMs[k] = from.modifiedMs[i]!;
    formats[k] = from.formats[i]!;
  }
  return { text, starts, bytes, modifiedMs, formats };
};

/** Compares two paths by their bytes; negative when `a` comes first. */
const comparePaths = ({ text, starts }: ImageColumns, a: number, b: number): number => {
  const startA = starts[a]!;
  const startB = starts[b]!;
  const lengthA = starts[a + 1]! - startA;
  const lengthB = starts[b + 1]! - startB;
  const common = Math.min(lengthA, lengthB);
  for (let k = 0; k < common; k++) {
    const difference = text[startA + k]! - text[startB + k]!;
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
};

/** The longest UTF-8 form of a UTF-16 code unit, in bytes. */
const maxUtf8BytesPerUnit = 3;

/** Collects images in any order. */
export class ImageIndexBuilder {
  #length = 0;
  #textBytes = 0;
  #text = Buffer.allocUnsafe(4096);
  #starts = new Uint32Array(65);
  #bytes = new Float64Array(64);
  #modifiedMs = new Float64Array(64);
  #formats = new Uint8Array(64);

  get length(): number {
    return this.#length;
  }

  /**
   * @param path relative, with forward slashes, not yet added
   * @param bytes size of the file
   * @param modifiedMs when the file was last changed, ms since 1970
   */
  add(path: string, bytes: number, modifiedMs: number, format: ImageFormat): void {
    const needed = this.#textBytes + path.length * maxUtf8BytesPerUnit;
    if (needed > this.#text.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, Math.ceil(this.#text.length * 1.5)));
      this.#text.copy(grown, 0, 0, this.#textBytes);
      this.#text = grown;
    }
    if (this.#length === this.#formats.length) this.#growColumns();
    this.#textBytes += this.#text.write(path, this.#textBytes, 'utf8');
    this.#bytes[this.#length] = bytes;
    this.#modifiedMs[this.#length] = modifiedMs;
    this.#formats[this.#length] = imageFormats.indexOf(format);
    this.#length += 1;
    this.#starts[this.#length] = this.#textBytes;
  }

  /** The index of all images added so far, in the order of their paths' bytes. */
  build(): ImageIndex {
    const columns: ImageColumns = {
      text: this.#text,
      starts: this.#starts,
      bytes: this.#bytes,
      modifiedMs: this.#modifiedMs,
      formats: this.#formats,
    };
    const order = Int32Array.from({ length: this.#length }, (_, i) => i);
    order.sort((a, b) => comparePaths(columns, a, b));
    return new ImageIndex(gather(columns, order));
  }

  #growColumns(): void {
    const capacity = Math.ceil(this.#formats.length * 1.5);
    const grow = <A extends Uint8Array | Uint32Array | Float64Array>(from: A, to: A): A => {
      to.set(from);
      return to;
    };
    this.#starts = grow(this.#starts, new Uint32Array(capacity + 1));
    this.#bytes = grow(this.#bytes, new Float64Array(capacity));
    this.#modifiedMs = grow(this.#modifiedMs, new Float64Array(capacity));
    this.#formats = grow(this.#formats, new Uint8Array(capacity));
  }
}

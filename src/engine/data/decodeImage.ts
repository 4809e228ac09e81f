/**
 * Turns the bytes of one image file into a square of pixels. What is done to every image, in order:
 * size checks from the header, decoding of the first frame, embedded colour profile to sRGB, alpha
 * blended onto mid-grey, shorter side to the wanted size, EXIF orientation, centre crop, 8 bits.
 * Nothing here throws for a bad file: it comes back with a code and a sentence.
 */
import { readFileSync, statSync } from 'node:fs';

import sharp, { type Sharp } from 'sharp';

import type { SkippedFile } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { enlargeSquare } from './enlargeSquare.js';
import {
  nameUnsupportedFormat,
  sniffBytes,
  sniffImageFormat,
  type ImageFormat,
} from './imageFormat.js';
import { readUprightSize, type UprightSize } from './imageHeader.js';
import type { NativePixels } from './nativePixels.js';
import { hashContent } from './split.js';

export interface DecodeLimits {
  /** An image with more pixels than this is refused before it is decoded. */
  readonly maxPixels: number;
  /** A file with more bytes than this is not read. */
  readonly maxFileBytes: number;
}

export interface DecodedImage extends UprightSize {
  readonly ok: true;
  /** uint8 [sizePx, sizePx, 3], sRGB */
  readonly pixels: Uint8Array;
}

export interface DecodeFailure {
  readonly ok: false;
  readonly code: SkippedFile['code'];
  readonly message: Sentence;
}

export type DecodeOutcome = DecodedImage | DecodeFailure;

/** Decoding of one image may take this long. Any picture within sensible limits takes a fraction. */
const timeoutSeconds = 20;
/** What shows through transparent pixels: mid-grey, so that neither dark nor light objects vanish. */
const background = { r: 128, g: 128, b: 128 };

/**
 * Settings of sharp for the whole process; call once where the process is put together. Each image
 * is decoded by one thread (many images are decoded side by side), and libvips keeps no old results.
 */
export const configureSharp = (): void => {
  sharp.cache(false);
  sharp.concurrency(1);
};

const fail = (code: SkippedFile['code'], message: Sentence): DecodeFailure => ({
  ok: false,
  code,
  message,
});

const tooManyBytes = (bytes: number, limits: DecodeLimits): DecodeFailure =>
  fail(
    'tooManyBytes',
    sentence('The file has {0} bytes; the limit is {1}.', bytes, limits.maxFileBytes),
  );

/**
 * `failOn: 'error'` refuses truncated files: a photo whose lower half is grey shows which way is up.
 * Mere warnings (odd metadata, stray bytes between markers) are common in sound photos and pass.
 */
const openImage = (bytes: Uint8Array, limits: DecodeLimits): Sharp =>
  sharp(bytes, {
    autoOrient: true,
    failOn: 'error',
    limitInputPixels: limits.maxPixels,
  }).timeout({ seconds: timeoutSeconds });

const readSize = async (
  bytes: Uint8Array,
  format: ImageFormat,
  limits: DecodeLimits,
): Promise<UprightSize> => {
  const fromHeader = readUprightSize(bytes, format);
  if (fromHeader !== null) return fromHeader;
  const { autoOrient } = await openImage(bytes, limits).metadata();
  return { widthPx: autoOrient.width, heightPx: autoOrient.height };
};

/** Grey images come with one channel; training reads three. */
const asRgb = (data: Uint8Array, pixelCount: number): Uint8Array | null => {
  if (data.length === pixelCount * 3) return data;
  if (data.length !== pixelCount) return null;
  const rgb = new Uint8Array(pixelCount * 3);
  for (let i = 0; i < pixelCount; i++) {
    const grey = data[i]!;
    rgb[3 * i] = grey;
    rgb[3 * i + 1] = grey;
    rgb[3 * i + 2] = grey;
  }
  return rgb;
};

const describeDecodeError = (error: unknown): DecodeFailure => {
  const text = error instanceof Error ? error.message : String(error);
  const reason = (text.split('\n').find((line) => line.trim() !== '') ?? 'unknown error').trim();
  if (/^timeout/u.test(reason)) {
    return fail('decodeTimeout', sentence('Decoding took more than {0} s.', timeoutSeconds));
  }
  if (/exceeds pixel limit/iu.test(reason)) {
    return fail('tooManyPixels', sentence('The image has more pixels than the limit allows.'));
  }
  return fail(
    'corrupt',
    sentence('The image cannot be decoded ({0}).', reason.replace(/\.$/u, '')),
  );
};

const checkFile = (bytes: Uint8Array, limits: DecodeLimits): ImageFormat | DecodeFailure => {
  if (bytes.length === 0) return fail('emptyFile', sentence('The file is empty.'));
  if (bytes.length > limits.maxFileBytes) return tooManyBytes(bytes.length, limits);
  const head = bytes.subarray(0, sniffBytes);
  const format = sniffImageFormat(head);
  if (format === 'svg') return fail('svgRefused', sentence('SVG drawings are not read.'));
  if (format !== null) return format;
  const name = nameUnsupportedFormat(head);
  return fail(
    'unsupportedFormat',
    name === null
      ? sentence('The content is not that of an image.')
      : sentence('{0} files are not read.', name),
  );
};

const enlarge = (
  pixels: Uint8Array,
  fromPx: number,
  toPx: number,
  native: NativePixels | null,
): Uint8Array => {
  if (native === null) return enlargeSquare(pixels, fromPx, toPx);
  const enlarged = new Uint8Array(toPx * toPx * 3);
  native.fitSquare(pixels, fromPx, fromPx, 1, toPx, enlarged);
  return enlarged;
};

/**
 * Decodes an image to a square: the shorter side is scaled to `sizePx`, and the middle is cut out.
 * @param bytes uint8, the whole file
 * @param sizePx side of the square in px, at least 1
 * @param native what is faster than sharp for some images; null for sharp alone
 * @returns the pixels with the upright size of the original, or why there are none
 */
export const decodeSquare = async (
  bytes: Uint8Array,
  sizePx: number,
  limits: DecodeLimits,
  native: NativePixels | null = null,
): Promise<DecodeOutcome> => {
  const format = checkFile(bytes, limits);
  if (typeof format !== 'string') return format;
  try {
    const { widthPx, heightPx } = await readSize(bytes, format, limits);
    if (widthPx * heightPx > limits.maxPixels) {
      const message = sentence(
        'The image has {0} x {1} pixels; the limit is {2}.',
        widthPx,
        heightPx,
        limits.maxPixels,
      );
      return fail('tooManyPixels', message);
    }
    const shorterPx = Math.min(widthPx, heightPx);
    if (shorterPx === 0) return fail('corrupt', sentence('The image has no pixels.'));
    const plain = format === 'jpeg' ? native?.decodePlainJpeg?.(bytes, sizePx) : null;
    if (plain != null) return { ok: true, pixels: plain, widthPx, heightPx };
    const decodedPx = Math.min(shorterPx, sizePx);
    const image = openImage(bytes, limits).flatten({ background });
    // Resizing shapes the pipeline even when no pixel changes, so it is left out when nothing is to do.
    // `linear` is a triangle filter, widened to the step between pixels: what `enlargeSquare` does.
    if (widthPx !== decodedPx || heightPx !== decodedPx)
      image.resize(decodedPx, decodedPx, { kernel: 'linear' });
    const data = await image.raw().toBuffer();
    const pixels = asRgb(data, decodedPx * decodedPx);
    if (pixels === null) {
      return fail(
        'corrupt',
        sentence('The image decodes to {0} bytes, not to {1} px.', data.length, decodedPx),
      );
    }
    const square = decodedPx === sizePx ? pixels : enlarge(pixels, decodedPx, sizePx, native);
    return { ok: true, pixels: square, widthPx, heightPx };
  } catch (error) {
    return describeDecodeError(error);
  }
};

export interface FileOutcome {
  readonly outcome: DecodeOutcome;
  /** uint8 [contentHashBytes] of the file's bytes, or null when it was not read. */
  readonly contentHash: Uint8Array | null;
}

/**
 * Reads a file and decodes it as `decodeSquare` does.
 * @param file path of the image
 * @param native as there
 */
export const decodeSquareFile = async (
  file: string,
  sizePx: number,
  limits: DecodeLimits,
  native: NativePixels | null = null,
): Promise<FileOutcome> => {
  let bytes: Uint8Array;
  try {
    // Read at once: through the thread pool, a small file takes longer to read than to hash.
    const { size } = statSync(file);
    if (size > limits.maxFileBytes)
      return { outcome: tooManyBytes(size, limits), contentHash: null };
    bytes = readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      outcome: fail('unreadable', sentence('The file cannot be read ({0}).', reason)),
      contentHash: null,
    };
  }
  const outcome = await decodeSquare(bytes, sizePx, limits, native);
  return { outcome, contentHash: hashContent(bytes) };
};

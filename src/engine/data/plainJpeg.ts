/**
 * Decodes small, plain JPEG files by libjpeg-turbo alone. For those, sharp's pipeline takes longer to
 * set up than to run. Everything else is left to sharp: files of any other kind, and those on which
 * libjpeg-turbo remarks anything, a warning included. So sharp alone decides what a bad file is.
 */
import type { FitSquare } from './fitSquare.js';
import { readJpegHeader, type JpegHeader } from './jpegHeader.js';

/**
 * @param file uint8, a whole JPEG file
 * @returns uint8 [sizePx, sizePx, 3], upright, sRGB; null when sharp is to decode the file
 */
export type DecodePlainJpeg = (file: Uint8Array, sizePx: number) => Uint8Array | null;

/**
 * Decodes a file to RGB at the start of `out`.
 * @throws when the file is bad or odd, or does not fit
 */
export type DecompressJpeg = (
  file: Buffer,
  out: Buffer,
) => { readonly width: number; readonly height: number };

/**
 * With more pixels than this, or a larger factor, sharp is faster: where the wanted size is smaller, it
 * has libjpeg decode to half, a quarter or an eighth of the size.
 */
const maxPixels = 1_000_000;
const maxShrink = 8;
/** Each scan of a progressive file is a pass over all pixels, and takes only a few bytes to ask for. */
const maxScans = 64;

const startOfScan = Buffer.from([0xff, 0xda]);

const hasManyScans = (file: Buffer, from: number): boolean => {
  let at = from;
  for (let scans = 1; scans <= maxScans; scans++) {
    at = file.indexOf(startOfScan, at);
    if (at < 0) return false;
    at += startOfScan.length;
  }
  return true;
};

const isSmall = ({ widthPx, heightPx }: JpegHeader, sizePx: number): boolean => {
  const shorterPx = Math.min(widthPx, heightPx);
  return shorterPx > 0 && widthPx * heightPx <= maxPixels && shorterPx <= maxShrink * sizePx;
};

/** Makes a decoder that uses the memory for its pixels again and again: one for each thread. */
export const createPlainJpegDecoder = (
  decompress: DecompressJpeg,
  fitSquare: FitSquare,
): DecodePlainJpeg => {
  let room = Buffer.alloc(0);
  return (bytes, sizePx) => {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const header = readJpegHeader(new DataView(file.buffer, file.byteOffset, file.byteLength));
    if (header?.plainScan == null || !isSmall(header, sizePx)) return null;
    if (hasManyScans(file, header.plainScan)) return null;
    const { widthPx, heightPx, orientation } = header;
    const pixelBytes = widthPx * heightPx * 3;
    if (room.length < pixelBytes) room = Buffer.allocUnsafe(pixelBytes);
    try {
      const decoded = decompress(file, room);
      if (decoded.width !== widthPx || decoded.height !== heightPx) return null;
    } catch {
      return null;
    }
    const square = new Uint8Array(sizePx * sizePx * 3);
    fitSquare(room, widthPx, heightPx, orientation, sizePx, square);
    return square;
  };
};

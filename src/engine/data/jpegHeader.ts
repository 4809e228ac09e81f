/** Reads the header of a JPEG file: from its start to its first scan. */
import { readOrientation } from './exifOrientation.js';

export interface JpegHeader {
  /** As stored: the orientation is still to be applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** EXIF orientation, 1 (upright) to 8. */
  readonly orientation: number;
  /**
   * Where the content of the first scan's segment begins if the file is plain, else null. Plain: 8 bits,
   * grey or YCbCr, Huffman coded, without a colour profile, quantized no finer than fast arithmetic can
   * tell, and not a byte in the header that one decoder might read in another way than the next.
   */
  readonly plainScan: number | null;
}

/** The second bytes of the markers that this reader tells apart. */
const marker = {
  fill: 0xff,
  baseline: 0xc0,
  progressive: 0xc2,
  huffmanTables: 0xc4,
  scan: 0xda,
  quantization: 0xdb,
  restartInterval: 0xdd,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
  app15: 0xef,
  comment: 0xfe,
} as const;

/** Markers C0 to CF, without those that define tables. */
const isStartOfFrame = (code: number): boolean =>
  code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;

const isCodingTable = (code: number): boolean =>
  code === marker.huffmanTables || code === marker.restartInterval;

/** `Exif` and two zeros. */
const exifPrefixBytes = 6;

const startsWith = (segment: DataView, text: string): boolean => {
  if (segment.byteLength < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (segment.getUint8(i) !== text.charCodeAt(i)) return false;
  }
  return true;
};

/** Whether an application segment says nothing about colours that a plain decoder would not know. */
const isPlainApplication = (code: number, segment: DataView): boolean => {
  if (code === marker.app2) return !startsWith(segment, 'ICC_PROFILE');
  if (code !== marker.app14 || !startsWith(segment, 'Adobe')) return true;
  // The last byte is the transform; 1 is YCbCr.
  return segment.byteLength >= 12 && segment.getUint8(11) === 1;
};

/** Whether a frame is 8 bits deep, grey or in three components, and coded in one of the usual ways. */
const isPlainFrame = (code: number, segment: DataView): boolean => {
  const components = segment.byteLength >= 6 ? segment.getUint8(5) : 0;
  return (
    code >= marker.baseline &&
    code <= marker.progressive &&
    segment.getUint8(0) === 8 &&
    (components === 1 || components === 3) &&
    segment.byteLength === 6 + 3 * components
  );
};

/** 8-bit tables: a number and 64 steps each. */
const quantizationBytes = 65;
/**
 * Mean step of a table below which the error of libjpeg-turbo's fast transform doubles, from one grey
 * level to two: with the usual tables at qualities of about 94 and more.
 */
const finestMeanStep = 7;

const isCoarse = (segment: DataView): boolean => {
  if (segment.byteLength % quantizationBytes !== 0) return false;
  for (let table = 0; table < segment.byteLength; table += quantizationBytes) {
    let sum = 0;
    for (let i = 1; i < quantizationBytes; i++) sum += segment.getUint8(table + i);
    if (sum < finestMeanStep * 64) return false;
  }
  return true;
};

/**
 * Reads a JPEG's header.
 * @param view the whole file
 * @returns null when no frame is found
 */
export const readJpegHeader = (view: DataView): JpegHeader | null => {
  let frame: { readonly widthPx: number; readonly heightPx: number } | null = null;
  let orientation: number | null = null;
  let isPlain = true;
  const finish = (plainScan: number | null): JpegHeader | null =>
    frame === null ? null : { ...frame, orientation: orientation ?? 1, plainScan };

  let offset = 2;
  while (offset + 4 <= view.byteLength) {
    if (view.getUint8(offset) !== 0xff) return finish(null);
    const code = view.getUint8(offset + 1);
    if (code === marker.fill) {
      offset += 1;
      continue;
    }
    const segmentBytes = view.getUint16(offset + 2);
    const end = offset + 2 + segmentBytes;
    if (segmentBytes < 2 || end > view.byteLength) return finish(null);
    const segment = new DataView(view.buffer, view.byteOffset + offset + 4, segmentBytes - 2);
    if (code === marker.scan) return finish(isPlain ? offset + 4 : null);
    if (isStartOfFrame(code)) {
      if (frame !== null || segmentBytes < 8) return finish(null);
      frame = { widthPx: segment.getUint16(3), heightPx: segment.getUint16(1) };
      isPlain &&= isPlainFrame(code, segment);
    } else if (code >= marker.app0 && code <= marker.app15) {
      if (code === marker.app1 && segmentBytes > 10 && startsWith(segment, 'Exif')) {
        const start = segment.byteOffset + exifPrefixBytes;
        const tiff = new DataView(view.buffer, start, segment.byteLength - exifPrefixBytes);
        // Only what comes first counts, and an orientation behind the frame is no usual place.
        if (orientation === null && frame === null) orientation = readOrientation(tiff);
        else isPlain = false;
      }
      isPlain &&= isPlainApplication(code, segment);
    } else if (code === marker.quantization) {
      isPlain &&= isCoarse(segment);
    } else if (!isCodingTable(code) && code !== marker.comment) {
      isPlain = false;
    }
    offset = end;
  }
  return finish(null);
};

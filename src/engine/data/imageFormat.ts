/** Tells image formats apart by their first bytes. A file's name never decides what a file is. */

/** The formats that are read. */
export const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** Bytes from the start of a file that the functions below want to see. */
export const sniffBytes = 512;

const startsWith = (head: Uint8Array, ...bytes: number[]): boolean =>
  head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte);

const latin1 = (head: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...head.subarray(start, end));

/** The brands of an ISO media file's `ftyp` box (AVIF, HEIC, video), the major one first. */
const mediaBrands = (head: Uint8Array): string[] => {
  if (latin1(head, 4, 8) !== 'ftyp') return [];
  const boxBytes = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const brands = [latin1(head, 8, 12)];
  // Bytes 12..15 are the minor version.
  for (let offset = 16; offset + 4 <= Math.min(boxBytes, head.length); offset += 4) {
    brands.push(latin1(head, offset, offset + 4));
  }
  return brands;
};

/** What may stand before the root element: byte order marks, declarations, comments, white space. */
const svgStart =
  /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?(?:\s|<\?[^>]*>|<!--(?:(?!-->)[^])*-->)*<(?:!doctype\s+svg|(?:[a-z]+:)?svg[\s>])/iu;

/**
 * The format of a file.
 * @param head uint8, the first `sniffBytes` bytes of the file, or fewer if it is shorter
 * @returns the format, `svg` for a vector drawing (which is refused), or null when it is none of these
 */
export const sniffImageFormat = (head: Uint8Array): ImageFormat | 'svg' | null => {
  if (startsWith(head, 0xff, 0xd8, 0xff)) return 'jpeg';
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (latin1(head, 0, 4) === 'RIFF' && latin1(head, 8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a/u.test(latin1(head, 0, 6))) return 'gif';
  // Classic TIFF (42) and BigTIFF (43), in both byte orders.
  if (startsWith(head, 0x49, 0x49, 0x2a, 0) || startsWith(head, 0x4d, 0x4d, 0, 0x2a)) return 'tiff';
  if (startsWith(head, 0x49, 0x49, 0x2b, 0) || startsWith(head, 0x4d, 0x4d, 0, 0x2b)) return 'tiff';
  const brands = mediaBrands(head);
  if (brands.includes('avif') || brands.includes('avis')) return 'avif';
  // UTF-16 reads as Latin-1 with a zero between two characters.
  const isSvg = svgStart.test(latin1(head, 0, sniffBytes).replaceAll('\0', ''));
  return isSvg ? 'svg' : null;
};

const heicBrands = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis']);

/** Patterns over the first bytes in hexadecimal, strict enough not to take a text for an image. */
const unsupportedFormats: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['BMP', /^424d(?:..){12}(?:0c|28|34|38|40|6c|7c)000000/u],
  ['ICO', /^0000(?:01|02)00(?!00)..00(?:..){3}00/u],
  ['PSD', /^3842505300(?:01|02)/u],
  ['PNM', /^503[1-7](?:09|0a|0d|20)(?:23|3[0-9]|5749445448)/u],
  ['PFM', /^50(?:46|66)0a3[0-9]/u],
  ['JPEG 2000', /^(?:0000000c6a502020|ff4fff51)/u],
  ['JPEG XL', /^(?:ff0a|0000000c4a584c20)/u],
  ['OpenEXR', /^762f3101/u],
  ['Radiance HDR', /^233f52(?:41444941|474245)/u],
  ['QOI', /^716f6966/u],
  ['DDS', /^444453207c/u],
  ['XCF', /^67696d702078636620/u],
];

/**
 * The name of a format that is an image format, but none that is read.
 * @param head uint8, as for `sniffImageFormat`
 * @returns the format's name for a sentence, or null when the content is not known
 */
export const nameUnsupportedFormat = (head: Uint8Array): string | null => {
  if (mediaBrands(head).some((brand) => heicBrands.has(brand))) return 'HEIC';
  const hex = Buffer.from(head.subarray(0, 32)).toString('hex');
  return unsupportedFormats.find(([, pattern]) => pattern.test(hex))?.[0] ?? null;
};

const imageExtensions = new Set(
  (
    'jpg jpeg jpe jfif png apng webp gif tif tiff avif svg svgz bmp dib ico cur psd ppm pgm pbm ' +
    'pnm pfm heic heif jp2 j2k jxl exr hdr qoi dds xcf tga pcx'
  ).split(' '),
);

/**
 * The extension of a file that claims to be an image.
 * @param name file name or path
 * @returns the extension in lower case without its dot, or null when it is not an image's
 */
export const imageExtension = (name: string): string | null => {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return imageExtensions.has(extension) ? extension : null;
};

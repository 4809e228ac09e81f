/** Encoded images as `blob:` URLs. A URL holds its bytes until it is revoked, so each has an owner. */

/** What makes URLs of bytes: `URL` in a page. */
export interface UrlMaker {
  createObjectURL(blob: Blob): string;
  revokeObjectURL(url: string): void;
}

export interface ImageUrls {
  /** Makes URLs of images by name; a name that is known keeps its URL. */
  add(images: Readonly<Record<string, Uint8Array>>): void;
  /** The URL of an image, or null. */
  urlOf(name: string): string | null;
  /** Revokes the URLs of all other names. */
  keepOnly(names: ReadonlySet<string>): void;
  /** Revokes all URLs. */
  dispose(): void;
}

export const createImageUrls = (maker: UrlMaker): ImageUrls => {
  const urls = new Map<string, string>();
  const keepOnly = (names: ReadonlySet<string>): void => {
    for (const [name, url] of urls) {
      if (names.has(name)) continue;
      maker.revokeObjectURL(url);
      urls.delete(name);
    }
  };
  return {
    add: (images) => {
      for (const [name, bytes] of Object.entries(images)) {
        if (urls.has(name)) continue;
        const type = imageType(bytes);
        // A copy in memory of its own: a blob does not take bytes that another thread could change.
        urls.set(name, maker.createObjectURL(new Blob([new Uint8Array(bytes)], { type })));
      }
    },
    urlOf: (name) => urls.get(name) ?? null,
    keepOnly,
    dispose: () => keepOnly(new Set()),
  };
};

/** The media type that the first bytes tell. */
const imageType = (bytes: Uint8Array): string => {
  if (bytes[0] === 0x89) return 'image/png';
  if (bytes[0] === 0xff) return 'image/jpeg';
  return 'image/webp';
};

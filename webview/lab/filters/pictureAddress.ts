/** A PNG as an address that holds it, for files that stand alone; pages use `createImageUrls`. */
export const pictureAddress = (png: Uint8Array): string => {
  let binary = '';
  for (const byte of png) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
};

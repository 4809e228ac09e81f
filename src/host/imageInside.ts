/** From a path that a page names to a file. */
import { isAbsolute, relative, resolve, sep } from 'node:path';

import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';

/**
 * The absolute path of an image.
 * @param path relative to the folder of images, with forward slashes
 * @throws SpokenError when it leads out of the folder
 */
export const imageInside = (folder: string, path: string, t: Translate): string => {
  const file = resolve(folder, path);
  const inside = relative(folder, file);
  if (inside === '' || inside.split(sep)[0] === '..' || isAbsolute(inside)) {
    throw new SpokenError(t('{0} is not in the folder {1}.', path, folder));
  }
  return file;
};

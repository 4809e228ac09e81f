/** Whether a path that someone named stays in the folder that it is said to be in. */
import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * True also for the folder itself and for absolute paths. Links that lie in the folder are not looked
 * at: they are followed where it is scanned, too.
 * @param path said to be relative to the folder
 */
export const leadsOutOf = (folder: string, path: string): boolean => {
  const inside = relative(folder, resolve(folder, path));
  return inside === '' || inside.split(sep)[0] === '..' || isAbsolute(inside) || isAbsolute(path);
};

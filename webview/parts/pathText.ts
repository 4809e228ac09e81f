/** Folders as they are shown: by their last name, and where there is room with the way there. */

/** The last name of a path of any system. */
export const lastPart = (path: string): string => {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  return parts.at(-1) ?? path;
};

/**
 * Shortens a path in its middle, where it says least: the start tells the place, the end the name.
 * @param most characters that there is room for, at least 8
 */
export const shortenPath = (path: string, most: number): string => {
  if (path.length <= most) return path;
  const name = lastPart(path);
  const tail = path.slice(path.length - name.length - 1);
  const room = most - 1 - tail.length;
  if (room >= 4) return `${path.slice(0, room)}…${tail}`;
  const end = Math.ceil((most - 1) / 2);
  return `${path.slice(0, most - 1 - end)}…${path.slice(path.length - end)}`;
};

/** Where a file lies, with the separator at its end: that alone is left of a file at the root. */
export const parentOf = (path: string): string =>
  path.slice(0, path.length - lastPart(path).length);

/** A file of a folder. @param path relative, with forward slashes, which every system reads */
export const fileIn = (folder: string, path: string): string =>
  /[\\/]$/.test(folder) ? folder + path : `${folder}/${path}`;

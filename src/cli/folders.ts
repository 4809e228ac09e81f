/** Folders and files that the user named. */
import { UsageError } from './cliError.js';

/** What lies at a path. */
export type PathKind = 'folder' | 'file' | 'missing' | 'unreadable';

/** The part of the outside world that knows paths. */
export interface Paths {
  pathKind(path: string): PathKind;
  resolvePath(path: string): string;
}

/**
 * The absolute path of a folder that exists.
 * @param what names the folder in the sentence of an error, such as `run folder`
 * @throws UsageError when it does not exist, is a file, or may not be looked at
 */
export const requireFolder = (paths: Paths, path: string, what: string): string => {
  const resolved = paths.resolvePath(path);
  switch (paths.pathKind(resolved)) {
    case 'folder':
      return resolved;
    case 'file':
      throw new UsageError(`The ${what} ${resolved} is a file; name the folder that it lies in.`);
    case 'missing':
      throw new UsageError(`The ${what} ${resolved} does not exist.`);
    case 'unreadable':
      throw new UsageError(`The ${what} ${resolved} may not be read; check its permissions.`);
  }
};

/**
 * The absolute path of a file that exists.
 * @param what names the file in the sentence of an error, such as `image`
 * @throws UsageError when it does not exist, is a folder, or may not be looked at
 */
export const requireFile = (paths: Paths, path: string, what: string): string => {
  const resolved = paths.resolvePath(path);
  switch (paths.pathKind(resolved)) {
    case 'file':
      return resolved;
    case 'folder':
      throw new UsageError(`The ${what} ${resolved} is a folder; name a file.`);
    case 'missing':
      throw new UsageError(`The ${what} ${resolved} does not exist.`);
    case 'unreadable':
      throw new UsageError(`The ${what} ${resolved} may not be read; check its permissions.`);
  }
};

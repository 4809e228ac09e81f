/** Where a user's programs keep what can be made again. */
import { join } from 'node:path';

/**
 * The folder of this program, which may not be there yet.
 * @param platform as in `process.platform`
 * @param home the user's own folder
 */
export const cacheFolder = (
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string => {
  const named = environment['XDG_CACHE_HOME'] ?? '';
  const local = environment['LOCALAPPDATA'] ?? '';
  if (platform === 'win32') {
    return join(local === '' ? join(home, 'AppData', 'Local') : local, 'pretext-lab');
  }
  if (named !== '') return join(named, 'pretext-lab');
  return platform === 'darwin'
    ? join(home, 'Library', 'Caches', 'pretext-lab')
    : join(home, '.cache', 'pretext-lab');
};

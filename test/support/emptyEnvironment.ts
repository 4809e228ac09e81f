/**
 * The environment of a machine that has nothing: no program on the search path, nothing at home.
 * @param folder an empty one, where everything points to that a program may look for
 */
export const emptyEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  PATH: folder,
  HOME: folder,
  TMPDIR: folder,
  // Windows starts nothing without it.
  ...(process.env['SYSTEMROOT'] === undefined ? {} : { SYSTEMROOT: process.env['SYSTEMROOT'] }),
});

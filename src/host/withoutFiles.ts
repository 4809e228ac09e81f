/** Which of the selected things a command about folders is about. */

/**
 * Leaves out the files of a selection: whoever selects files beside a folder means the folder. One
 * thing alone stays whatever it is, so that its user is told what is wrong with it.
 * @param isFile what cannot be looked at is no file
 */
export const withoutFiles = async (
  paths: readonly string[],
  isFile: (path: string) => Promise<boolean>,
): Promise<readonly string[]> => {
  if (paths.length < 2) return paths;
  const kinds = await Promise.all(
    paths.map(async (path) => ({ path, isFile: await isFile(path) })),
  );
  const folders = kinds.filter((kind) => !kind.isFile).map(({ path }) => path);
  return folders.length === 0 ? paths.slice(0, 1) : folders;
};

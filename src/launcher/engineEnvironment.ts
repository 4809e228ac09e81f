/**
 * The environment that the engine process starts with. It has to be set by the parent: the allocator
 * reads its settings once, before the first line of JavaScript runs.
 */

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Huge pages by tunable came with this version of glibc. */
const hugePagesSince = { major: 2, minor: 35 };

const isAtLeast = (version: string, wanted: { major: number; minor: number }): boolean => {
  const match = /^(\d+)\.(\d+)/.exec(version);
  if (match === null) return false;
  const major = Number(match[1]);
  const minor = Number(match[2]);
  return major > wanted.major || (major === wanted.major && minor >= wanted.minor);
};

/** Adds a tunable to the colon-separated list, unless the user has set that one already. */
const withTunable = (list: string | undefined, name: string, value: string): string => {
  if (list === undefined || list === '') return `${name}=${value}`;
  const isSet = list.split(':').some((entry) => entry.startsWith(`${name}=`));
  return isSet ? list : `${list}:${name}=${value}`;
};

/**
 * Completes an environment for the engine. What the user has set stays as it is.
 * @param platform as in `process.platform`
 * @param glibcVersion such as `2.36`, or null where the C library is another one
 * @param base the environment to start from; not changed
 * @param cores logical processors of the machine, at least 1
 */
export const engineEnvironment = (
  platform: string,
  glibcVersion: string | null,
  base: Environment,
  cores: number,
): Record<string, string | undefined> => {
  const environment: Record<string, string | undefined> = {
    // TensorFlow's information lines say nothing about a run; warnings and errors remain.
    TF_CPP_MIN_LOG_LEVEL: '2',
    // Image decoding and file access share this pool of threads, four by default; a thread that
    // waits for a disk should not hold up one that decodes.
    UV_THREADPOOL_SIZE: String(Math.max(4, 2 * cores)),
  };
  if (platform === 'linux' && glibcVersion !== null) {
    // Each TensorFlow op allocates its output. By default glibc maps every large block anew and hands
    // it back when freed, so each op pays for fresh zeroed pages. Blocks below 8 GiB stay in the heap,
    environment['MALLOC_MMAP_THRESHOLD_'] = '8589934592';
    // the heap is not handed back until 16 GiB of its top are free,
    environment['MALLOC_TRIM_THRESHOLD_'] = '17179869184';
    // and it grows in steps of 256 MiB, so that it rarely has to ask the kernel.
    environment['MALLOC_TOP_PAD_'] = '268435456';
  }
  const result = { ...environment };
  for (const [name, value] of Object.entries(base)) if (value !== undefined) result[name] = value;
  if (platform === 'linux' && glibcVersion !== null && isAtLeast(glibcVersion, hugePagesSince)) {
    // Pages of 2 MiB instead of 4 KiB: fewer page faults and address look-ups in large tensors.
    result['GLIBC_TUNABLES'] = withTunable(base['GLIBC_TUNABLES'], 'glibc.malloc.hugetlb', '1');
  }
  return result;
};

/** For which machines the extension's package was made. */
import * as z from 'zod';

import type { Translate } from '../protocol/sentence.js';

/** Every package that is made, by the name that the editor's marketplace gives to its machines. */
export const packageTargets: readonly string[] = [
  'linux-x64',
  'linux-arm64',
  'darwin-arm64',
  'darwin-x64',
  'win32-x64',
  'win32-arm64',
  'alpine-x64',
];

/** What the package and the machine say of themselves. */
export interface PackageSurroundings {
  /** The text of `dist/target.json`, or null: a checkout has none, and is built where it runs. */
  readonly targetText: string | null;
  /** As in `process.platform`. */
  readonly platform: string;
  /** As in `process.arch`. */
  readonly architecture: string;
  /** True on Alpine Linux, whose C library takes other programs. */
  readonly isAlpine: boolean;
}

const targetSchema = z.object({ target: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)?$/) });

/** The name that the editor's marketplace gives to a machine. */
const machineTarget = ({ platform, architecture, isAlpine }: PackageSurroundings): string => {
  const system = platform === 'linux' && isAlpine ? 'alpine' : platform;
  return `${system}-${architecture === 'arm' ? 'armhf' : architecture}`;
};

const parseTarget = (text: string | null): string | null => {
  if (text === null) return null;
  try {
    const parsed = targetSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.target : null;
  } catch {
    return null;
  }
};

/** Why the package does not fit this machine and what would, in one sentence, or null. */
export const packageObstacle = (here: PackageSurroundings, t: Translate): string | null => {
  const target = parseTarget(here.targetText);
  const wanted = machineTarget(here);
  if (target === null || target === wanted || target === 'universal') return null;
  if (!packageTargets.includes(wanted)) {
    return t(
      'This package of Pretext Lab was made for {0}, and there is none for this machine ({1}): use a machine for which there is one ({2}).',
      target,
      wanted,
      packageTargets.join(', '),
    );
  }
  return t(
    'This package of Pretext Lab was made for {0}, and this machine is {1}: install the package for {1} instead.',
    target,
    wanted,
  );
};

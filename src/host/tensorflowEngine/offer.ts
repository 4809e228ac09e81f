/** Whether the TensorFlow engine can be offered on a machine. */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { wheelFor, whyUnfit, type Wheel } from '../../tensorflowLibrary/wheels.mjs';

export interface MachineFacts {
  /** As in `process.platform`. */
  readonly platform: string;
  /** As in `process.arch`. */
  readonly architecture: string;
  /** Null where the C library is another one. */
  readonly glibcVersion: string | null;
  /** What Linux says of the processor, or null. */
  readonly cpuinfo: string | null;
}

export type Offer =
  | { readonly kind: 'offered'; readonly wheel: Wheel; readonly addon: string }
  | { readonly kind: 'unavailable'; readonly reason: Sentence };

const unavailable = (why: Sentence): Offer => ({
  kind: 'unavailable',
  reason: sentence('{0} Training uses WebGPU or WebAssembly here.', why),
});

/**
 * Says what can be installed, or why nothing can.
 * @param addons absolute paths, the best first
 */
export const offerFor = (
  machine: MachineFacts,
  addons: readonly string[],
  exists: (path: string) => boolean,
): Offer => {
  const { platform, architecture, glibcVersion } = machine;
  const wheel = wheelFor(platform, architecture, glibcVersion !== null);
  if (wheel === null) {
    return unavailable(
      wheelFor(platform, architecture, true) === null
        ? sentence('There is no TensorFlow engine for {0} {1} yet.', platform, architecture)
        : sentence('There is no TensorFlow engine for systems whose C library is not glibc.'),
    );
  }
  const unfit = whyUnfit(wheel, machine);
  if (unfit !== null) {
    return unavailable(
      unfit.code === 'noAvx'
        ? sentence(
            'This processor lacks instructions (AVX) without which the TensorFlow engine does not run.',
          )
        : sentence(
            'The TensorFlow engine needs version {0} of the C library (glibc) or a later one, and this system has {1}.',
            unfit.needs,
            unfit.has,
          ),
    );
  }
  const addon = addons.find(exists);
  if (addon !== undefined) return { kind: 'offered', wheel, addon };
  return unavailable(
    sentence(
      'This package of the extension lacks the part that calls TensorFlow; install the package for {0} {1}.',
      platform,
      architecture,
    ),
  );
};

import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { addonCandidates } from '../../../../src/host/tensorflowEngine/installation.js';
import { offerFor, type MachineFacts } from '../../../../src/host/tensorflowEngine/offer.js';
import { inEnglish } from '../../../../src/protocol/sentence.js';

const linux: MachineFacts = {
  platform: 'linux',
  architecture: 'x64',
  glibcVersion: '2.36',
  cpuinfo: null,
};
const offer = (change: Partial<MachineFacts>) =>
  offerFor({ ...linux, ...change }, ['/missing', '/addon'], (path) => path === '/addon');
const refusal = (change: Partial<MachineFacts>): string => {
  const made = offer(change);
  return made.kind === 'unavailable' ? inEnglish(made.reason) : made.kind;
};

describe('the offer of the TensorFlow engine', () => {
  it('is made where the package was seen working and the addon is there', () => {
    expect(offer({})).toMatchObject({ kind: 'offered', addon: '/addon' });
  });

  it('is not made where it cannot work, for a reason that is said', () => {
    expect(refusal({ platform: 'darwin', architecture: 'arm64', glibcVersion: null })).toBe(
      'There is no TensorFlow engine for darwin arm64 yet. Training uses WebGPU or WebAssembly here.',
    );
    expect(refusal({ architecture: 'arm64' })).toMatch(
      /^There is no TensorFlow engine for linux arm64 yet/,
    );
    expect(refusal({ glibcVersion: null })).toMatch(/whose C library is not glibc\. Training/);
    expect(refusal({ glibcVersion: '2.17' })).toMatch(
      /version 2\.27 .*, and this system has 2\.17/,
    );
    expect(refusal({ cpuinfo: 'flags : fpu sse2\n' })).toMatch(/^This processor lacks .* \(AVX\)/);
    const noAddon = offerFor(linux, ['/missing'], () => false);
    expect(noAddon.kind === 'unavailable' && inEnglish(noAddon.reason)).toMatch(
      /lacks the part that calls TensorFlow; install the package for linux x64\./,
    );
  });

  it('takes the addon that is shipped before one that a checkout has compiled', () => {
    expect(addonCandidates('/extension', '/checkout')).toEqual([
      join('/extension', 'dist', 'native', 'tfjs_binding.node'),
      join('/extension', 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'),
      join('/checkout', 'dist', 'native', 'tfjs_binding.node'),
      join('/checkout', 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'),
    ]);
    expect(addonCandidates('/extension', null)).toHaveLength(2);
  });
});

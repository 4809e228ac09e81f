import { describe, expect, it } from 'vitest';

import { targets } from '../../../scripts/packaging/targets.mjs';
import { packageObstacle, packageTargets } from '../../../src/host/packageTarget.js';
import { english, korean } from './world.js';

const here = { platform: 'linux', architecture: 'x64', isAlpine: false };
const packageFor = (target: string): string => JSON.stringify({ target });

describe('the target of a package', () => {
  it.each([
    ['linux-x64', here],
    ['linux-arm64', { ...here, architecture: 'arm64' }],
    ['alpine-x64', { ...here, isAlpine: true }],
    ['darwin-arm64', { platform: 'darwin', architecture: 'arm64', isAlpine: false }],
    ['win32-x64', { ...here, platform: 'win32' }],
  ])('%s is taken where it belongs, and nowhere else', (target, machine) => {
    const obstacleOf = (text: string): string | null =>
      packageObstacle({ ...machine, targetText: text }, english.t);
    expect(obstacleOf(packageFor(target))).toBeNull();
    expect(obstacleOf(packageFor('universal'))).toBeNull();
    expect(obstacleOf(packageFor('win32-arm64'))).toBe(
      `This package of Pretext Lab was made for win32-arm64, and this machine is ${target}: install the package for ${target} instead.`,
    );
  });

  it('has one of the names that packages are made for', () => {
    expect(packageTargets).toEqual(targets.map(({ name }) => name));
  });

  it.each([
    ['linux-armhf', { ...here, architecture: 'arm' }],
    ['linux-riscv64', { ...here, architecture: 'riscv64' }],
    ['alpine-arm64', { platform: 'linux', architecture: 'arm64', isAlpine: true }],
    ['freebsd-x64', { ...here, platform: 'freebsd' }],
  ])('does not exist for %s, and that is said instead of its name', (name, machine) => {
    expect(packageObstacle({ ...machine, targetText: packageFor('linux-x64') }, english.t)).toBe(
      `This package of Pretext Lab was made for linux-x64, and there is none for this machine (${name}): use a machine for which there is one (linux-x64, linux-arm64, darwin-arm64, darwin-x64, win32-x64, win32-arm64, alpine-x64).`,
    );
  });

  it('is unknown in a checkout, and where the file is damaged', () => {
    for (const targetText of [null, '', '{"target":', '{"target":5}', '{"target":"../../x"}']) {
      expect(packageObstacle({ ...here, targetText }, english.t)).toBeNull();
    }
  });

  it('is told in the language of the user', () => {
    const targetText = packageFor('linux-arm64');
    expect(packageObstacle({ ...here, targetText }, korean.t)).toMatch(/^«This package .*»$/);
  });
});

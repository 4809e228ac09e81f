import { describe, expect, it } from 'vitest';

import { isShipped, shippedPackages } from '../../../scripts/packaging/packageFiles.mjs';
import { chosenTargets, targetOf, targets } from '../../../scripts/packaging/targets.mjs';

const named = (name: string) => targets.find((target) => target.name === name)!;

describe('targets', () => {
  it('are found by what a machine says of itself', () => {
    expect(targetOf('linux', 'x64', true)?.name).toBe('linux-x64');
    expect(targetOf('linux', 'x64', false)?.name).toBe('alpine-x64');
    expect(targetOf('darwin', 'arm64', false)?.name).toBe('darwin-arm64');
    expect(targetOf('win32', 'arm64', false)?.name).toBe('win32-arm64');
    expect(targetOf('linux', 'ia32', true)).toBeNull();
    expect(targetOf('linux', 'arm64', false)).toBeNull();
  });

  it('are all meant when none is named', () => {
    expect(chosenTargets([], null)).toEqual(targets);
    expect(chosenTargets(['win32-x64'], null)).toEqual([named('win32-x64')]);
    expect(chosenTargets(['current'], named('darwin-x64'))).toEqual([named('darwin-x64')]);
  });

  it('are refused in a sentence when they do not exist', () => {
    expect(() => chosenTargets(['linux-ppc64'], null)).toThrow(
      /^There is no target linux-ppc64: choose one of linux-x64, .+, alpine-x64, or current\.$/,
    );
    expect(() => chosenTargets(['current'], null)).toThrow(/^No package is made for this machine/);
  });
});

describe('the packages of a target', () => {
  const shippedOf = (target: string, name: string) =>
    shippedPackages(named(target)).find((shipped) => shipped.name === name);

  it('are its own alone', () => {
    const names = shippedPackages(named('darwin-arm64')).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('@img/sharp-'))).toEqual([
      '@img/sharp-darwin-arm64',
      '@img/sharp-libvips-darwin-arm64',
    ]);
    expect(shippedOf('win32-x64', '@img/sharp-win32-x64')).toBeDefined();
    expect(shippedOf('alpine-x64', '@img/sharp-linuxmusl-x64')).toBeDefined();
  });

  it('give their files for the target alone', () => {
    const jpeg = shippedOf('linux-x64', '@julusian/jpeg-turbo')!;
    expect(isShipped(jpeg, 'prebuilds/jpeg-turbo-linux-x64/node-napi-v7.node')).toBe(true);
    expect(isShipped(jpeg, 'prebuilds/jpeg-turbo-linux-x64-musl/node-napi-v7.node')).toBe(false);
    expect(isShipped(jpeg, 'src/decompress.cc')).toBe(false);
    const dawn = shippedOf('darwin-x64', 'webgpu')!;
    expect(isShipped(dawn, 'dist/darwin-universal/dawn.node')).toBe(true);
    expect(isShipped(dawn, 'dist/win32-x64/dawn.node')).toBe(false);
    expect(isShipped(dawn, 'node_modules/debug/LICENSE')).toBe(false);
  });

  it('bring their terms', () => {
    const jpeg = shippedOf('linux-x64', '@julusian/jpeg-turbo')!;
    expect(isShipped(jpeg, 'LICENSE')).toBe(true);
    expect(isShipped(shippedOf('win32-x64', 'webgpu')!, 'LICENSE.md')).toBe(true);
  });

  it('have no Dawn where there is no glibc', () => {
    expect(shippedOf('alpine-x64', 'webgpu')).toBeUndefined();
  });
});

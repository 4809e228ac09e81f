import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, inject, it } from 'vitest';

import { packageTarget } from '../../scripts/packaging/packageTarget.mjs';
import { installLocked, lockedPackages } from '../../scripts/packaging/platformPackages.mjs';
import { packageBudgetBytes } from '../../scripts/packaging/sizes.mjs';
import { targetOfThisMachine, targets, type Target } from '../../scripts/packaging/targets.mjs';
import { unpackVsix } from '../../scripts/packaging/unpack.mjs';
import { SetupFailure } from '../../scripts/setup/failure.mjs';
import { packageHere } from '../support/editor/packageHere.js';

const silent = (): void => undefined;
const others = targets.filter((target) => target !== targetOfThisMachine());

/** The native files that a package has besides those of the project's own, by their last names. */
const nativeFiles: Readonly<Record<Target['os'], readonly RegExp[]>> = {
  linux: [
    /^libturbojpeg\.so\.0$/,
    /^libvips-cpp\.so\./,
    /^node-napi-v7\.node$/,
    /^sharp-.+\.node$/,
  ],
  darwin: [/^libvips-cpp\..+\.dylib$/, /^node-napi-v7\.node$/, /^sharp-.+\.node$/],
  win32: [
    ...[
      /^d3dcompiler_47\.dll$/,
      /^dxcompiler\.dll$/,
      /^libvips-\d+\.dll$/,
      /^libvips-cpp-.+\.dll$/,
    ],
    ...[/^node-napi-v7\.node$/, /^sharp-.+\.node$/],
  ],
};

describe('a package', () => {
  // Making one checks it: platform and Node of each binary, what is missing, what is too much.
  it.each(others)('is made for $name', async (target) => {
    const folder = inject('packageScratch');
    const project = inject('projectFolder');
    const job = { project, target, isThisMachine: false, folder, env: process.env, say: silent };
    const report = await packageTarget(job);

    const written: unknown = JSON.parse(
      await readFile(join(folder, `pretext-lab-${target.name}.json`), 'utf8'),
    );
    expect(written).toEqual(report);
    expect(existsSync(join(folder, report.file))).toBe(true);
    const unpacked = await mkdtemp(join(folder, 'target '));
    await unpackVsix(join(folder, report.file), unpacked);
    expect(await readFile(join(unpacked, 'dist', 'target.json'), 'utf8')).toBe(
      JSON.stringify({ target: target.name }),
    );
    expect(report.vsixBytes).toBeLessThan(packageBudgetBytes);
    const names = report.binaries.map(({ file }) => file.split('/').at(-1) ?? file).sort();
    const forWebgpu = ['dawn.node', 'node.br'];
    expect(names.filter((name) => forWebgpu.includes(name))).toEqual(target.musl ? [] : forWebgpu);
    const rest = names.filter((name) => !forWebgpu.includes(name));
    expect(rest).toEqual(
      nativeFiles[target.os].map((pattern): unknown => expect.stringMatching(pattern)),
    );
    for (const { file, cpus } of report.binaries) expect(cpus, file).toContain(target.cpu);
  });

  it('is the same to the last byte when it is made again, elsewhere and at another time', async () => {
    const folder = join(inject('packageScratch'), 'again');
    const mask = process.umask(0o077);
    try {
      const again = await packageHere(inject('projectFolder'), folder, {
        ...process.env,
        TZ: 'Asia/Seoul',
      });
      expect(again.report).toEqual(inject('packageReport'));
    } finally {
      process.umask(mask);
    }
  });
});

describe('packages of other platforms', () => {
  it('are refused when they are not what the lock file says', async () => {
    const name = '@img/sharp-win32-arm64';
    const locked = await lockedPackages(inject('projectFolder'), [name]);
    const forged = new Map(
      [...locked].map(([one, { version }]) => [
        one,
        { version, integrity: `sha512-${'A'.repeat(86)}==` },
      ]),
    );
    const folder = join(inject('packageScratch'), 'forged');
    const refusal = installLocked(folder, forged, process.env);
    await expect(refusal).rejects.toThrow(SetupFailure);
    await expect(refusal).rejects.toThrow(/could not install @img\/sharp-win32-arm64.*EINTEGRITY/s);
  });

  it('are not installed when the lock file does not know them', async () => {
    await expect(lockedPackages(inject('projectFolder'), ['@img/sharp-plan9-x64'])).rejects.toThrow(
      /no version and sha512 checksum of @img\/sharp-plan9-x64/,
    );
  });
});

import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { beforeEach, describe, expect, inject, it } from 'vitest';

import { checkContents } from '../../scripts/packaging/checkContents.mjs';
import { targetOfThisMachine, targets } from '../../scripts/packaging/targets.mjs';

const here = targetOfThisMachine() ?? targets[0]!;
const nativeNames = inject('packageReport')
  .binaries.filter(({ file }) => file.startsWith('dist/native/'))
  .map(({ file }) => file.replace('dist/native/', ''));
const jpegDecoder = `dist/node_modules/@julusian/jpeg-turbo/prebuilds/${here.jpegFolder}/node-napi-v7.node`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(inject('packageScratch'), 'changed-'));
  await cp(inject('unpackedFolder'), folder, { recursive: true });
});

const put = async (file: string, content: string): Promise<void> => {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
};
const check = (secrets: readonly string[] = []) =>
  checkContents(folder, here, nativeNames, secrets);

/** A binary of a package that is installed, for another platform than this machine's. */
const foreign = join(
  inject('projectFolder'),
  'node_modules/@julusian/jpeg-turbo/prebuilds',
  here.os === 'win32' ? 'jpeg-turbo-linux-arm64' : 'jpeg-turbo-win32-arm64',
  'node-napi-v7.node',
);

describe('the check of a package', () => {
  it('finds nothing wrong with one that was just made', async () => {
    await expect(check()).resolves.toEqual(inject('packageReport').binaries);
  });

  it('misses a bundle', async () => {
    await rm(join(folder, 'dist/engine.js'));
    await expect(check()).rejects.toThrow(/dist\/engine\.js is missing/);
  });

  it('misses a binary', async () => {
    await rm(join(folder, jpegDecoder));
    await expect(check()).rejects.toThrow(/node-napi-v7\.node is missing/);
  });

  it('refuses a binary of another platform, by its content', async () => {
    await cp(foreign, join(folder, jpegDecoder));
    await expect(check()).rejects.toThrow(/node-napi-v7\.node is for \w+ arm64, not for/);
  });

  it('refuses a binary that nobody expects, also under a name that hides it', async () => {
    await cp(join(folder, jpegDecoder), join(folder, 'dist/node_modules/sharp/more.node'));
    await cp(join(folder, jpegDecoder), join(folder, 'media/picture.png'));
    const refusal = check();
    await expect(refusal).rejects.toThrow(/sharp\/more\.node is native code that is not expected/);
    await expect(refusal).rejects.toThrow(/media\/picture\.png is native code/);
  });

  it('refuses a Node that is damaged, of another platform, or not there', async () => {
    const packed = join(folder, 'dist/node/node.br');
    const described = join(folder, 'dist/node/node.json');
    const facts = await readFile(described, 'utf8');
    await put('dist/node/node.json', facts.replace(/"sha256":"[0-9a-f]{4}/, '"sha256":"0000'));
    await expect(check()).rejects.toThrow(/node\.br is not what dist\/node\/node\.json says/);
    const program = await readFile(foreign);
    await writeFile(packed, brotliCompressSync(program));
    const sha256 = createHash('sha256').update(program).digest('hex');
    await put('dist/node/node.json', JSON.stringify({ bytes: program.length, sha256 }));
    await expect(check()).rejects.toThrow(/node\.br is for \w+ arm64, not for/);
    await truncate(packed, 4000);
    await expect(check()).rejects.toThrow(/dist\/node cannot be unpacked/);
    await rm(packed);
    await expect(check()).rejects.toThrow(/dist\/node\/node\.br is missing/);
  });

  it('refuses a binary that is cut off', async () => {
    await truncate(join(folder, jpegDecoder), 4000);
    await expect(check()).rejects.toThrow(/node-napi-v7\.node cannot be loaded/);
  });

  it('refuses sources, tests and maps', async () => {
    await put('src/engine/main.ts', '');
    await put('dist/test/case.js', '');
    await put('dist/engine.js.map', '{}');
    const refusal = check();
    await expect(refusal).rejects.toThrow(/src\/engine\/main\.ts does not belong into it/);
    await expect(refusal).rejects.toThrow(/dist\/test\/case\.js does not belong into it/);
    await expect(refusal).rejects.toThrow(/dist\/engine\.js\.map does not belong into it/);
  });

  it('refuses a path of the machine that made it', async () => {
    const bundle = await readFile(join(folder, 'dist/loader.js'), 'utf8');
    await put('dist/loader.js', `${bundle}\n// from /home/somebody/pretext-lab`);
    await expect(check(['/home/somebody/pretext-lab'])).rejects.toThrow(
      /dist\/loader\.js names \/home\/somebody\/pretext-lab/,
    );
  });
});

import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  checkTensorflowEngine,
  findTensorflowEngine,
  markUnusable,
  type TensorflowEngine,
} from '../../../../src/host/tensorflowEngine/findTensorflowEngine.js';
import { installTensorflow } from '../../../../src/host/tensorflowEngine/installTensorflow.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import { fakeWheel } from '../../../support/fakeWheel.js';
import { createTensorflowWorld, indexOf, type TensorflowWorld } from './tensorflowWorld.js';

let world: TensorflowWorld;
let folder: string;

beforeEach(async () => {
  world = await createTensorflowWorld();
  folder = join(world.storageFolder, 'tensorflow', '9.9.9');
});
afterEach(async () => {
  await world.end();
});

const find = (change: Partial<Parameters<typeof findTensorflowEngine>[0]> = {}) =>
  findTensorflowEngine({
    storageFolder: world.storageFolder,
    engineFolder: null,
    wheel: fakeWheel,
    ...change,
  });
const install = async (): Promise<void> => {
  const outcome = await installTensorflow(world.options(indexOf(await world.serve())));
  expect(outcome.kind).toBe('installed');
};
const reasonOf = (engine: TensorflowEngine): string =>
  engine.state === 'installed' || engine.reason === null ? '' : inEnglish(engine.reason);

describe('findTensorflowEngine', () => {
  it('tells what is installed from what is not', async () => {
    expect(find()).toEqual({ state: 'absent', reason: null });
    await install();
    expect(find()).toEqual({
      state: 'installed',
      folder,
      version: '9.9.9',
      build: '9.9.9 2026-01-02T03:04:05.000Z',
    });
    expect(find({ wheel: null })).toEqual({ state: 'absent', reason: null });
  });

  it('takes no version but the wanted one, and says which is there', async () => {
    await install();
    const engine = find({ wheel: { ...fakeWheel, tensorflow: '9.9.10' } });
    expect(engine.state).toBe('absent');
    expect(reasonOf(engine)).toMatch(/^TensorFlow 9\.9\.9 is installed, and .* needs 9\.9\.10\./);
  });

  it('sees a file that is cut off, gone, or not described', async () => {
    await install();
    const library = join(folder, 'deps', 'lib', 'libtensorflow_cc.so.2');
    await truncate(library, 1000);
    const cut = find();
    expect(cut).toMatchObject({ state: 'broken', folder });
    expect(reasonOf(cut)).toBe(
      'The TensorFlow engine is damaged (deps/lib/libtensorflow_cc.so.2 has 1000 bytes instead of 300000). “Pretext Lab: Install TensorFlow Engine” installs it again.',
    );
    await rm(library);
    expect(reasonOf(find())).toContain('(deps/lib/libtensorflow_cc.so.2 is missing)');
    const more = { ...fakeWheel, libraries: [...fakeWheel.libraries, 'libmore.so.2'] };
    await install();
    expect(reasonOf(find({ wheel: more }))).toContain(
      '(installed.json does not name deps/lib/libmore.so.2)',
    );
  });

  it.each(['', '{', '{"formatVersion":2}', '[]'])('trusts no record such as %j', async (text) => {
    await install();
    await writeFile(join(folder, 'installed.json'), text);
    expect(reasonOf(find())).toContain('(installed.json cannot be read)');
  });

  it('takes the library of a checkout first, when both library and addon are there', async () => {
    const engineFolder = join(world.folder, 'checkout');
    const own = join(engineFolder, 'node_modules', '@tensorflow', 'tfjs-node');
    await install();
    const installed = find();
    expect(find({ engineFolder })).toEqual(installed);
    await mkdir(join(own, 'lib', 'napi-v8'), { recursive: true });
    await writeFile(join(own, 'lib', 'napi-v8', 'tfjs_binding.node'), 'addon');
    expect(find({ engineFolder })).toEqual(installed);
    await mkdir(join(own, 'deps', 'lib'), { recursive: true });
    await symlink('libtensorflow_cc.so.2', join(own, 'deps', 'lib', 'libtensorflow.so'));
    expect(find({ engineFolder })).toEqual(installed);
    await writeFile(join(own, 'deps', 'lib', 'libtensorflow_cc.so.2'), '');
    expect(find({ engineFolder })).toEqual(installed);
    await writeFile(join(own, 'deps', 'lib', 'libtensorflow_cc.so.2'), 'library');
    expect(find({ engineFolder })).toMatchObject({
      state: 'installed',
      folder: own,
      version: null,
    });
    const before = find({ engineFolder });
    await writeFile(join(own, 'deps', 'lib', 'libtensorflow_cc.so.2'), 'another library');
    expect(find({ engineFolder })).not.toEqual(before);
    await rename(join(own, 'lib'), join(own, 'gone'));
    expect(find({ engineFolder })).toEqual(installed);
  });
});

describe('checkTensorflowEngine', () => {
  it('reads all of it, and writes down what it finds', async () => {
    await install();
    expect(await checkTensorflowEngine(folder)).toBeNull();
    const library = join(folder, 'deps', 'lib', 'libtensorflow_framework.so.2');
    const content = await readFile(library);
    content[10] = (content[10] ?? 0) ^ 1;
    await writeFile(library, content);
    expect(find().state).toBe('installed');
    const reason = await checkTensorflowEngine(folder);
    expect(reason && inEnglish(reason)).toContain(
      '(deps/lib/libtensorflow_framework.so.2 is not the file that was installed)',
    );
    expect(find()).toEqual({ state: 'broken', folder, reason });
  });

  it('has nothing to say of a folder without a record, as that of a checkout', async () => {
    expect(await checkTensorflowEngine(world.folder)).toBeNull();
  });

  it('reads nothing that is no part of an engine', async () => {
    await install();
    const file = join(folder, 'installed.json');
    const record = await readFile(file, 'utf8');
    const outside = { '../../../shipped.node': { bytes: 8, sha256: 'x' } };
    await writeFile(
      file,
      record.replace('"files": {', `"files": ${JSON.stringify(outside).slice(0, -1)},`),
    );
    expect(await checkTensorflowEngine(folder)).toBeNull();
  });
});

describe('markUnusable', () => {
  it('lasts until it is installed again', async () => {
    await install();
    const reason = sentence('It ended by signal {0}.', 'SIGSEGV');
    await markUnusable(folder, reason);
    expect(find()).toEqual({ state: 'broken', folder, reason });
    await install();
    expect(find().state).toBe('installed');
  });

  it('leaves a checkout alone', async () => {
    await markUnusable(world.folder, sentence('It ended by signal {0}.', 'SIGSEGV'));
    await expect(readFile(join(world.folder, 'installed.json'))).rejects.toThrow('ENOENT');
  });
});

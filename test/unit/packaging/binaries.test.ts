import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { laterVersion } from '../../../scripts/packaging/binaries/elf.mjs';
import { readNativeCode } from '../../../scripts/packaging/binaries/nativeCode.mjs';
import type { NativeCode } from '../../../scripts/packaging/binaries/nativeFormat.mjs';
import {
  interfaceFunctions,
  reasonsForPlainNode,
  tiesToNode,
} from '../../../scripts/packaging/binaries/nodeInterface.mjs';
import { missingLibraries } from '../../../scripts/packaging/binaries/systemLibraries.mjs';

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const load = (file: string): Buffer => readFileSync(`${modules}${file}`);
const readAll = (file: string): NativeCode[] => readNativeCode(load(file)) ?? [];
const jpeg = (platform: string): string =>
  `@julusian/jpeg-turbo/prebuilds/jpeg-turbo-${platform}/node-napi-v7.node`;

/** Code that takes these symbols, of nobody in particular unless said. */
const taking = (names: readonly string[], from: string | null = null): NativeCode => ({
  os: 'linux',
  cpu: 'x64',
  libraries: [],
  lateLibraries: [],
  imports: names.map((name) => ({ name, from })),
  versions: {},
});

describe('native code', () => {
  // These packages bring the files of all platforms along.
  it.each([
    [jpeg('linux-x64'), [['linux', 'x64']]],
    [jpeg('linux-arm64'), [['linux', 'arm64']]],
    [jpeg('linux-arm'), [['linux', 'arm']]],
    [jpeg('darwin-arm64'), [['darwin', 'arm64']]],
    [jpeg('darwin-x64'), [['darwin', 'x64']]],
    [jpeg('win32-x64'), [['win32', 'x64']]],
    [jpeg('win32-arm64'), [['win32', 'arm64']]],
    ['webgpu/dist/win32-arm64/dxcompiler.dll', [['win32', 'arm64']]],
    // Code for two processors in one file.
    [
      'webgpu/dist/darwin-universal/dawn.node',
      [
        ['darwin', 'x64'],
        ['darwin', 'arm64'],
      ],
    ],
  ])('of %s is told by its header', (file, expected) => {
    expect(readAll(file).map(({ os, cpu }) => [os, cpu])).toEqual(expected);
  });

  it('names the libraries and the functions that it needs', () => {
    const [linux] = readAll(jpeg('linux-x64'));
    expect(linux?.libraries).toEqual(
      expect.arrayContaining(['libturbojpeg.so.0', 'libstdc++.so.6', 'libc.so.6']),
    );
    expect(linux?.versions).toMatchObject({ GLIBC: '2.14', GLIBCXX: '3.4.21' });
    const [windows] = readAll(jpeg('win32-x64'));
    expect(windows?.libraries).toEqual(['KERNEL32.dll']);
    expect(windows?.lateLibraries).toEqual(['NODE.EXE']);
    const [mac] = readAll(jpeg('darwin-arm64'));
    expect(mac?.libraries).toEqual(['/usr/lib/libc++.1.dylib', '/usr/lib/libSystem.B.dylib']);
    for (const code of [linux, windows, mac]) {
      expect(code?.imports.map(({ name }) => name)).toContain('napi_create_function');
    }
  });

  it('is told from everything else', () => {
    expect(readNativeCode(load('sharp/package.json'))).toBeNull();
    expect(readNativeCode(Buffer.alloc(0))).toBeNull();
  });

  it.each([jpeg('linux-x64'), jpeg('darwin-arm64'), jpeg('win32-x64')])(
    'is refused when it is cut off: %s',
    (file) => {
      expect(() => readNativeCode(load(file).subarray(0, 3000))).toThrow(/cut off|no table/);
    },
  );

  it('asks for the later of two versions', () => {
    expect(laterVersion('2.9', '2.34')).toBe('2.34');
    expect(laterVersion('3.4.30', '3.4.5')).toBe('3.4.30');
    expect(laterVersion('2.34', '2.34.1')).toBe('2.34.1');
  });
});

describe('ties of native code to a version of Node', () => {
  const known = interfaceFunctions();

  it('are what is not in the C interface of every Node', () => {
    const names = ['napi_create_function', 'node_api_get_module_file_name', 'malloc', 'uv_run'];
    const mangled = [
      '_ZN2v87Isolate10GetCurrentEv',
      '_ZNK2v85Value8IsStringEv',
      '_ZN4node9AddCallE',
    ];
    const late = 'node_api_set_prototype';
    expect(tiesToNode(taking([...names, ...mangled, late]), known)).toEqual([
      'uv_run',
      ...mangled,
      late,
    ]);
  });

  it('are not names that only look alike', () => {
    expect(
      tiesToNode(taking(['_ZN4vips6VImage3newEv', 'g_node_insert', 'xmlNode']), known),
    ).toEqual([]);
  });

  it('are other functions of the program on Windows', () => {
    const cpp = '?GetCurrent@Isolate@v8@@SAPEAV12@XZ';
    expect(tiesToNode(taking(['napi_throw', cpp, 'OPENSSL_init'], 'node.exe'), known)).toEqual([
      cpp,
      'OPENSSL_init',
    ]);
  });

  it('are there in no addon that is shipped', () => {
    for (const file of ['linux-x64', 'darwin-x64', 'win32-x64'].map(jpeg)) {
      expect(readAll(file).flatMap((code) => tiesToNode(code, known))).toEqual([]);
    }
  });
});

describe('the Node of the desktop editor', () => {
  it('does not load what asks for node.exe at once, nor what brings memory of its own', () => {
    const reasons = (file: string) => readAll(file).flatMap(reasonsForPlainNode);
    expect(reasons('webgpu/dist/win32-x64/dawn.node')).toEqual([
      'it asks for node.exe by name',
      'it makes array buffers of memory of its own',
    ]);
    expect(reasons('webgpu/dist/linux-x64/dawn.node')).toEqual([
      'it makes array buffers of memory of its own',
    ]);
    expect(reasons(jpeg('win32-x64'))).toEqual([]);
  });
});

describe('libraries', () => {
  it('are missing when neither the system nor the package has them', () => {
    const code = { ...taking([]), libraries: ['libc.so.6', 'libturbojpeg.so.0', 'libX11.so.6'] };
    expect(missingLibraries('dist/a.node', code, new Set(['libturbojpeg.so.0']))).toEqual([
      'libX11.so.6',
    ]);
    expect(missingLibraries('dist/a.node', code, new Set())).toContain('libturbojpeg.so.0');
  });

  it('may be asked for beyond that by files without which the engine runs', () => {
    const code = { ...taking([]), libraries: ['libtensorflow_framework.so.2'] };
    expect(missingLibraries('dist/native/pretextKernels-avx2.node', code, new Set())).toEqual([]);
    expect(missingLibraries('dist/native/pretextPixels.node', code, new Set())).toHaveLength(1);
  });
});

/** What was found in the compiled files of packages, version by version. */

/**
 * @typedef {object} CompiledPart
 * @property {string} name
 * @property {string} licence In the words of SPDX.
 * @property {readonly string[]} [copyrights]
 * @property {readonly string[]} [notes]
 * @property {string} [textFile] Name of the file in the package that holds its terms.
 * @property {string} [only] It is there only beside a file of this name.
 */

/**
 * @typedef {object} CompiledPackage
 * @property {RegExp} pattern Of the package's name.
 * @property {string} version That was looked into.
 * @property {readonly CompiledPart[]} parts
 */

/** Headers with which most addons are compiled. @type {CompiledPart} */
const nodeAddonApi = {
  name: 'node-addon-api',
  licence: 'MIT',
  copyrights: ['Copyright (c) 2017 Node.js API collaborators'],
};

/** @param {string} name @returns {CompiledPart} */
const khronos = (name) => ({
  name,
  licence: 'Apache-2.0',
  copyrights: ['Copyright 2014-2025 The Khronos Group Inc.'],
});

/** @type {readonly CompiledPackage[]} */
export const compiledParts = [
  {
    pattern: /^@img\/sharp-(?:linux|linuxmusl|darwin|win32)-/,
    version: '0.35.5',
    parts: [nodeAddonApi],
  },
  {
    pattern: /^@julusian\/jpeg-turbo$/,
    version: '2.3.0',
    parts: [
      nodeAddonApi,
      {
        name: 'libjpeg-turbo 3.1.2',
        licence: 'IJG AND BSD-3-Clause AND Zlib',
        copyrights: [
          'Copyright (C) 1991-2025 The libjpeg-turbo Project and many others',
          'Copyright (C) 1991-2020, Thomas G. Lane, Guido Vollbeding',
        ],
        notes: ['This software is based in part on the work of the Independent JPEG Group.'],
      },
    ],
  },
  {
    pattern: /^webgpu$/,
    version: '0.6.2',
    parts: [
      nodeAddonApi,
      {
        name: 'Abseil',
        licence: 'Apache-2.0',
        copyrights: ['Copyright The Abseil Authors'],
      },
      khronos('SPIRV-Tools'),
      khronos('SPIRV-Headers'),
      khronos('Vulkan-Headers'),
      khronos('Vulkan-Utility-Libraries'),
      khronos('OpenGL and EGL registries'),
      {
        name: 'DirectX Shader Compiler (dxcompiler.dll)',
        licence: 'NCSA',
        textFile: 'dxcompiler-LICENSE.TXT',
        only: 'dxcompiler.dll',
      },
      {
        name: 'parts of the DirectX Shader Compiler',
        licence: 'NCSA',
        textFile: 'dxcompiler-ThirdPartyNotices.txt',
        only: 'dxcompiler.dll',
      },
      {
        name: 'Direct3D HLSL compiler (d3dcompiler_47.dll)',
        licence: 'LicenseRef-Windows-SDK-Redistributable',
        copyrights: ['Copyright (c) Microsoft Corporation. All rights reserved.'],
        notes: [
          'Part of the Windows SDK, passed on unchanged as its licence terms allow for the files that its REDIST.TXT lists.',
        ],
        only: 'd3dcompiler_47.dll',
      },
    ],
  },
  {
    pattern: /^@tensorflow\/tfjs-backend-wasm$/,
    version: '4.22.0',
    parts: [
      {
        name: 'XNNPACK',
        licence: 'BSD-3-Clause',
        copyrights: [
          'Copyright (c) Facebook, Inc. and its affiliates. All rights reserved.',
          'Copyright 2019 Google LLC',
        ],
      },
      {
        name: 'pthreadpool',
        licence: 'BSD-2-Clause',
        copyrights: [
          'Copyright 2019 Google LLC',
          'Copyright (c) 2017 Facebook Inc.',
          'Copyright (c) 2015-2017 Georgia Institute of Technology',
        ],
      },
      {
        name: 'cpuinfo',
        licence: 'BSD-2-Clause',
        copyrights: [
          'Copyright (c) 2019 Google LLC',
          'Copyright (c) 2017-2018 Facebook Inc.',
          'Copyright (C) 2012-2017 Georgia Institute of Technology',
          'Copyright (C) 2010-2012 Marat Dukhan',
        ],
      },
      {
        name: 'FP16 and FXdiv',
        licence: 'MIT',
        copyrights: [
          'Copyright (c) 2017 Facebook Inc.',
          'Copyright (c) 2016-2017 Marat Dukhan and Georgia Institute of Technology',
          'Copyright 2019 Google LLC',
        ],
      },
      {
        name: 'Emscripten',
        licence: 'MIT',
        copyrights: ['Copyright (c) 2010-2014 Emscripten authors'],
      },
      { name: 'musl', licence: 'MIT', copyrights: ['Copyright (c) 2005-2020 Rich Felker, et al.'] },
    ],
  },
  // Its addon is compiled from its own sources alone.
  { pattern: /^@tensorflow\/tfjs-node$/, version: '4.22.0', parts: [] },
];

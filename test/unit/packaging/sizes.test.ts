import { describe, expect, it } from 'vitest';

import { bundledPackages } from '../../../scripts/packaging/bundledPackages.mjs';
import { checkBudget, sizesByPart, sizesTable } from '../../../scripts/packaging/sizes.mjs';

const entry = (name: string, bytes: number, compressedBytes: number) => ({
  ...{ name, bytes, compressedBytes, method: 8, headerOffset: 0 },
});

describe('sizes of a package', () => {
  const parts = sizesByPart([
    entry('extension/dist/engine.js', 100, 40),
    entry('extension/dist/loader.js', 10, 4),
    entry('extension/dist/extension.cjs', 7, 3),
    entry('extension/dist/node_modules/webgpu/dist/linux-x64/dawn.node', 2_000_000, 1_500_000),
    entry('extension/media/icon.png', 5, 5),
    entry('[Content_Types].xml', 2, 1),
  ]);

  it('are told by part, and every file belongs to one', () => {
    const named = Object.fromEntries(parts.map(({ part, ...size }) => [part, size]));
    expect(named['engine']).toEqual({ files: 2, bytes: 110, packedBytes: 44 });
    expect(named['extension']).toEqual({ files: 1, bytes: 7, packedBytes: 3 });
    expect(named['Dawn']?.packedBytes).toBe(1_500_000);
    expect(named['documents and media']?.files).toBe(2);
    expect(parts.reduce((sum, { files }) => sum + files, 0)).toBe(6);
  });

  it('stand in a table with a column for each package', () => {
    const lines = sizesTable([{ target: 'linux-x64', vsixBytes: 1_600_000, parts }]).split('\n');
    expect(lines[0]).toMatch(/^packed, MB +linux-x64$/);
    expect(lines.find((line) => line.startsWith('Dawn'))).toMatch(/ 1\.50$/);
    expect(lines.at(-1)).toMatch(/^whole package +1\.60$/);
  });

  it('have a budget that stops the packaging', () => {
    expect(() => checkBudget('lab.vsix', 60_000_000)).not.toThrow();
    expect(() => checkBudget('lab.vsix', 60_000_001)).toThrow(
      /^lab\.vsix has 60\.00 MB, and its budget is 60\.00 MB: leave something out/,
    );
  });
});

describe('packages in a bundle', () => {
  it('are those whose code is in it, by the folder that is nearest to the file', () => {
    const file = (bytesInOutput: number) => ({ bytesInOutput });
    const metafile = {
      inputs: {},
      outputs: {
        'dist/engine.js.map': { bytes: 1, inputs: {}, imports: [], exports: [] },
        'dist/engine.js': {
          ...{ bytes: 1, imports: [], exports: [] },
          inputs: {
            'src/engine/main.ts': file(9),
            '../main/node_modules/zod/index.js': file(9),
            'node_modules/@a/b/lib/x.js': file(9),
            'node_modules/@a/b/lib/y.js': file(9),
            'node_modules/outer/node_modules/inner/z.js': file(9),
            'node_modules/unused/index.js': file(0),
          },
        },
      },
    };
    expect(bundledPackages(metafile)).toEqual({
      'engine.js': [
        '../main/node_modules/zod',
        'node_modules/@a/b',
        'node_modules/outer/node_modules/inner',
      ],
    });
  });
});

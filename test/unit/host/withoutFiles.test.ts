import { describe, expect, it } from 'vitest';

import { withoutFiles } from '../../../src/host/withoutFiles.js';

const isFile = async (path: string): Promise<boolean> => Promise.resolve(path.endsWith('.jpg'));

describe('a selection that a command about folders was called on', () => {
  it('is its folders where files are selected beside them', async () => {
    const selected = ['/cats', '/cats/1.jpg', '/dogs'];
    await expect(withoutFiles(selected, isFile)).resolves.toEqual(['/cats', '/dogs']);
  });

  it('is what was selected alone, or first where there is no folder, so that it can be refused', async () => {
    await expect(withoutFiles(['/1.jpg'], isFile)).resolves.toEqual(['/1.jpg']);
    await expect(withoutFiles(['/1.jpg', '/2.jpg'], isFile)).resolves.toEqual(['/1.jpg']);
    await expect(withoutFiles([], isFile)).resolves.toEqual([]);
  });
});

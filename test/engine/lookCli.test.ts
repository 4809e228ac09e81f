/** Commands that look at images, from arguments to exit code, over the built program. */
import { cp, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { imageMapSchema } from '../../src/protocol/embedding.js';
import {
  anomalyReportSchema,
  nearDuplicatesReportSchema,
  searchReportSchema,
} from '../../src/protocol/findings.js';
import { createScene, type Scene } from './anomalyScene.js';
import { expectNoStackTrace, resultOf, runCli, startCli, type CliEnd } from './cliProcess.js';
import { createFolder } from './runs.js';

let scene: Scene;
beforeAll(async () => {
  scene = await createScene('rotation');
});

const expectFailure = (end: CliEnd, exit: number, words: string): void => {
  expectNoStackTrace(end);
  expect(end.code).toBe(exit);
  expect(resultOf(end)).toMatchObject({ kind: 'error' });
  expect(end.errors.at(-1)).toContain(words);
};

describe('anomalies', () => {
  it('ends with its result as JSON', async () => {
    const { runFolder, mixed } = scene;
    const end = await runCli('anomalies', runFolder, mixed, '--anomalous', 'odd', '--json');
    expect(end.code).toBe(0);
    const report = anomalyReportSchema.parse(resultOf(end));
    expect(report).toMatchObject({ kind: 'anomalies', normalImages: 4, anomalousImages: 6 });
    expect(report.auroc).not.toBeNull();
    expect(end.out.filter((line) => line.includes('"phase":"features"')).length).toBeGreaterThan(0);
  });

  it('speaks plain lines, with labels from a file', async () => {
    const labels = join(await createFolder(), 'labels.csv');
    const names = await readdir(join(scene.mixed, 'known'));
    const rows = names.map((name) => `"known/${name}",fine`);
    await writeFile(labels, ['path,label', ...rows, 'odd/0.png,strange'].join('\n'));
    const look = ['anomalies', scene.runFolder, scene.mixed, '--score', 'neighbors'];
    const end = await runCli(...look, '--labels', labels, '--normal', 'fine');
    expect(end.code).toBe(0);
    const text = end.out.join('\n');
    expect(text).toContain('Ranked 10 images by the distance to the nearest training images');
    expect(text).toContain('4 normal, 1 anomalous');
    expect(text).toMatch(/AUROC neighbors +\d\.\d{3} \(95 % interval/);
  });

  it('says in one sentence what is wrong', async () => {
    const { runFolder, mixed } = scene;
    const unknown = await runCli('anomalies', runFolder, mixed, '--normal', 'new', '--json');
    expectFailure(unknown, 2, 'the labels are known, odd');
  });

  it('ends with 130 when it is interrupted', async () => {
    const cli = startCli('anomalies', scene.runFolder, scene.mixed, '--json');
    await cli.waitForLine((line) => line.includes('"kind":"dataProgress"'));
    cli.signal('SIGINT');
    const end = await cli.ended;
    expect(end.code).toBe(130);
    expectNoStackTrace(end);
    expect(resultOf(end)).toMatchObject({ kind: 'error', code: 'interrupted' });
  });
});

describe('search', () => {
  it('finds the nearest images and the near-duplicates of a folder', async () => {
    const { runFolder, mixed } = scene;
    const folder = join(await createFolder(), 'images');
    await cp(mixed, folder, { recursive: true });
    await mkdir(join(folder, 'copies'));
    await cp(join(folder, 'odd', '1.png'), join(folder, 'copies', 'one.png'));
    const image = join(folder, 'odd', '1.png');
    const near = await runCli('search', runFolder, image, folder, '--count', '3', '--json');
    expect(near.code).toBe(0);
    const found = searchReportSchema.parse(resultOf(near));
    expect(found.images).toHaveLength(3);
    expect(found.images[0]).toMatchObject({ path: 'copies/one.png', identical: true });

    const same = await runCli('search', runFolder, folder, '--near-duplicates', '--json');
    expect(same.code).toBe(0);
    const { groups, searched } = nearDuplicatesReportSchema.parse(resultOf(same));
    expect(searched).toBe(11);
    const copies = groups.flatMap(({ images }) => images.filter(({ copyOf }) => copyOf !== null));
    expect(copies).toMatchObject([{ path: 'odd/1.png', copyOf: 'copies/one.png' }]);
  });

  it('says in one sentence what is wrong', async () => {
    const { runFolder, mixed } = scene;
    const broken = join(mixed, 'odd', 'broken.png');
    const search = ['search', runFolder, broken, mixed, '--json'];
    expectFailure(await runCli(...search), 2, 'cannot be searched for');
    await rename(join(runFolder, 'checkpoints'), join(runFolder, 'put aside'));
    try {
      const duplicates = ['search', runFolder, mixed, '--near-duplicates', '--json'];
      expectFailure(await runCli(...duplicates), 1, 'has no checkpoint yet');
    } finally {
      await rename(join(runFolder, 'put aside'), join(runFolder, 'checkpoints'));
    }
  });
});

describe('map and attention', () => {
  it('write what was asked for, and end with their results as JSON', async () => {
    const { runFolder, mixed } = scene;
    const out = await createFolder();
    const csv = join(out, 'map.csv');
    const drawn = await runCli('map', runFolder, mixed, '--neighbors', '3', '--out', csv, '--json');
    expect(drawn.code).toBe(0);
    const map = imageMapSchema.parse(resultOf(drawn));
    expect(map).toMatchObject({ classes: ['known', 'odd'], neighbors: 3, file: csv });
    expect(map.paths).toHaveLength(10);
    const png = join(out, 'sheet.png');
    const looked = await runCli('attention', runFolder, mixed, '--count', '3', '--out', png);
    expect(looked.code).toBe(0);
    expect(looked.out.join('\n')).toContain(`Wrote ${png}`);
    expect((await readdir(out)).sort()).toEqual(['map.csv', 'sheet.png']);
    const other = await runCli('attention', runFolder, mixed, '--task', 'jigsaw', '--json');
    expectFailure(other, 2, 'it has no answer to the task jigsaw');
  });
});

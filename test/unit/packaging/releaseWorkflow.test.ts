import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

import { targets } from '../../../scripts/packaging/targets.mjs';

const file = fileURLToPath(new URL('../../../.github/workflows/release.yml', import.meta.url));

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});
const jobSchema = z.object({
  'runs-on': z.string(),
  if: z.string().optional(),
  needs: z.array(z.string()).optional(),
  // No job asks for more than the whole workflow.
  permissions: z.never().optional(),
  steps: z.array(stepSchema),
});
const workflow = z
  .object({
    on: z.object({ push: z.object({ tags: z.array(z.string()) }), workflow_dispatch: z.null() }),
    permissions: z.record(z.string(), z.string()),
    jobs: z.object({
      test: jobSchema,
      package: jobSchema.extend({
        strategy: z.object({
          matrix: z.object({
            include: z.array(z.object({ target: z.string(), runner: z.string() })),
          }),
        }),
      }),
      publish: jobSchema,
    }),
  })
  .parse(parse(readFileSync(file, 'utf8')));
const { jobs } = workflow;

describe('the release workflow', () => {
  it('makes the package of every target, on a runner of that platform', () => {
    const { include } = jobs.package.strategy.matrix;
    expect(include.map(({ target }) => target)).toEqual(targets.map(({ name }) => name));
    const systems = { linux: 'ubuntu', darwin: 'macos', win32: 'windows' };
    for (const [index, { os, cpu }] of targets.entries()) {
      const runner = include[index]?.runner ?? '';
      expect(runner).toMatch(new RegExp(`^${systems[os]}-`));
      if (os !== 'darwin') expect(runner.endsWith('-arm')).toBe(cpu === 'arm64');
      else expect(runner.endsWith('-intel')).toBe(cpu === 'x64');
    }
  });

  it('runs commands that the project has', () => {
    const manifest = fileURLToPath(new URL('../../../package.json', import.meta.url));
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(manifest, 'utf8')));
    const commands = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => run ?? []),
    );
    const used = commands.flatMap((run) => /npm run (\S+)/.exec(run)?.[1] ?? []);
    expect(used).toContain('package');
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(used));
  });

  it('publishes on a tag only, after everything else, and with a secret that nothing else sees', () => {
    expect(jobs.publish.if).toBe("startsWith(github.ref, 'refs/tags/v')");
    expect(jobs.publish.needs).toEqual(['test', 'package']);
    const withSecrets = Object.entries(jobs).flatMap(([job, { steps }]) =>
      steps.filter(({ env }) => env !== undefined).map(({ env }) => [job, env]),
    );
    expect(withSecrets).toEqual([['publish', { VSCE_PAT: '${{ secrets.VSCE_PAT }}' }]]);
    expect(readFileSync(file, 'utf8').match(/secrets\./g)).toHaveLength(1);
  });

  it('may read and nothing more, and takes only actions that cannot change under it', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const used = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ uses }) => uses ?? []),
    );
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  });
});

import { defineConfig } from 'vitest/config';

/** A page shows a change when its browser comes to it, which takes long beside other tests. */
const pollPatience = { timeout: 20_000 };

export default defineConfig({
  test: {
    allowOnly: false,
    passWithNoTests: false,
    // A process per file: TensorFlow's library does not survive a second worker thread.
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          globalSetup: ['test/engine/prepare.ts'],
          // Each test trains in a child process that uses every core, so one file at a time.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'panel',
          include: ['test/panel/**/*.test.ts'],
          expect: { poll: pollPatience },
          globalSetup: ['test/panel/prepare.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/package/prepare.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          expect: { poll: pollPatience },
          globalSetup: ['test/e2e/prepare.ts'],
          // One editor at a time has the machine to train on.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'figures',
          include: ['test/figures/**/*.test.ts'],
          globalSetup: ['test/e2e/prepare.ts'],
          testTimeout: 600_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'screenshots',
          include: ['test/screenshots/**/*.test.ts'],
          globalSetup: ['test/e2e/prepare.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});

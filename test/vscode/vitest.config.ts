import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ROOT } from '../../scripts/steps.mjs';

// The suites that act as a user of a real VS Code. One at a time: each has the machine for itself.
export default defineConfig({
  test: {
    root: join(ROOT, 'test/vscode'),
    globalSetup: ['user/globalSetup.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
    projects: [
      { extends: true, test: { name: 'user', include: ['user/*.test.ts'] } },
      { extends: true, test: { name: 'screenshots', include: ['screenshots.ts'] } },
    ],
  },
});

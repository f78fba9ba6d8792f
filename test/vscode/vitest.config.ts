import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ROOT } from '../../scripts/steps.mjs';

// The suites that act as a user of a real VS Code. One at a time: each has the machine for itself.
export default defineConfig({
  test: {
    root: join(ROOT, 'test/vscode'),
    include: ['user/*.test.ts'],
    globalSetup: ['user/globalSetup.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});

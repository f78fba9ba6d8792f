import { defineConfig } from 'vitest/config';
import { vitestLibrary } from './scripts/library.mjs';

// Everything that needs no VS Code. The suites that do have a configuration of their own: test/vscode/vitest.config.ts.
export default defineConfig({
  plugins: [vitestLibrary],
  test: {
    // Nothing here is about speed, and a machine may have other things to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**', 'test/vscode/**', 'test/extension/host/**'],
        },
      },
      // The command line is tested as it is shipped, so it is built before; only when one of these tests is to run.
      {
        extends: true,
        test: {
          name: 'cli',
          include: ['test/cli/*.test.ts'],
          globalSetup: 'test/cli/build.ts',
        },
      },
    ],
  },
});

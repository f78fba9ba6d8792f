import { defineConfig } from 'vitest/config';
import { vitestLibrary } from './scripts/library.mjs';

// Everything that needs no VS Code. The suites that do have a configuration of their own: test/vscode/vitest.config.ts.
export default defineConfig({
  plugins: [vitestLibrary],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', 'test/extension/host/**'],
  },
});

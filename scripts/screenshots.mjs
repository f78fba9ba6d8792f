// Makes the pictures of the README, docs/images, from a real VS Code: `npm run screenshots`.

import { setupVscode } from '../test/vscode/setup.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { script, tool } from './steps.mjs';

await script(async () => {
  await setup();
  await build();
  await setupVscode();
  await tool('vitest/vitest.mjs', ['run', '--config', 'test/vscode/vitest.config.ts', '--project', 'screenshots']);
});

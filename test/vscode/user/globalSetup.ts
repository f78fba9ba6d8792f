import type { TestProject } from 'vitest/node';
import { ROOT } from '../../../scripts/steps.mjs';
import { startServer } from '../server.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    server: { readonly port: number; readonly extension: string | undefined };
  }
}

/** One VS Code server for all suites; a workspace of its own for each editor keeps them apart. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer({ extension: ROOT });
  project.provide('server', { port: server.port, extension: server.extension });
  return server.stop;
}

import type { TestProject } from 'vitest/node';
import { startServer } from '../server.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    port: number;
  }
}

/** One VS Code server for all suites; a workspace of its own for each editor keeps them apart. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  project.provide('port', server.port);
  return server.stop;
}

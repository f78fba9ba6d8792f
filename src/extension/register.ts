import * as vscode from 'vscode';
import { type WorkerHandle, WorkerKeeper } from '../worker/keeper.js';
import { WorkerPool } from '../worker/pool.js';
import type { Api } from './api.js';
import { began } from './began.js';
import { describe } from './describe.js';
import { Documents } from './documents.js';
import { registerExample } from './example.js';
import { registerCompletion } from './features/completion.js';
import { registerDefinition } from './features/definition.js';
import { registerDiagnostics } from './features/diagnostics.js';
import { registerFolding } from './features/folding.js';
import { registerFormat } from './features/format.js';
import { registerHover } from './features/hover.js';
import { registerLens } from './features/lens.js';
import { registerMeasured } from './features/measured.js';
import { registerProblems } from './features/problems.js';
import { registerReferences } from './features/references.js';
import { registerRename } from './features/rename.js';
import { registerRun } from './features/run.js';
import { registerSweep } from './features/sweep.js';
import { registerSymbols } from './features/symbols.js';
import { registerTests } from './features/tests.js';
import { registerTokens } from './features/tokens.js';
import { registerLibrary } from './library.js';
import { Panels } from './panel/panels.js';
import { Runner } from './runner.js';
import { Sessions } from './sessions.js';
import { registerStatus } from './status.js';
import { Sweeps } from './sweeps.js';

/** Time that loading the code took. VS Code lets time pass between loading an extension and activating it. */
const loadMs = performance.now() - began;

/** Everything that the extension does, one registration a feature. `spawn` starts a simulation worker on a core. */
export function register(context: vscode.ExtensionContext, spawn: () => WorkerHandle, cores: number): Api {
  const called = performance.now();
  const log = vscode.window.createOutputChannel('IrqLab', { log: true });
  const documents = new Documents();
  const sessions = new Sessions();
  const keeper = new WorkerKeeper(spawn);
  const runner = new Runner(keeper, sessions, log);
  const pool = new WorkerPool(spawn, cores);
  const sweeps = new Sweeps(pool, log);
  const panels = new Panels({
    extension: context.extensionUri,
    sessions,
    sweeps,
    log,
    run: (file) => void vscode.commands.executeCommand('irqlab.run', file),
    cancel: () => runner.cancel(),
    runSweep: (file, name) => void vscode.commands.executeCommand('irqlab.runSweep', file, name),
  });

  context.subscriptions.push(
    log,
    keeper,
    pool,
    documents.register(),
    registerLibrary(),
    registerDiagnostics(documents),
    registerCompletion(documents),
    registerHover(documents),
    registerDefinition(documents),
    registerReferences(documents),
    registerRename(documents),
    registerSymbols(documents),
    registerFolding(documents),
    registerTokens(documents),
    registerFormat(),
    registerRun(documents, runner, sessions, panels),
    registerSweep(documents, sweeps, panels),
    registerProblems(sessions),
    registerMeasured(sessions),
    registerLens(documents, sessions),
    registerTests(documents, runner, sessions),
    registerStatus(sessions),
    registerExample(context.extensionUri),
    panels.register(),
    vscode.commands.registerCommand('irqlab.showLog', () => log.show()),
  );

  // The first run shall not have to wait for its worker, nor the editor for the start of one.
  setTimeout(() => keeper.warm(), 0);
  const activationMs = loadMs + performance.now() - called;
  log.info(`activated in ${activationMs.toFixed(1)} ms`);
  return {
    activationMs,
    session: (file) => sessions.get(file),
    statusText: (file) => describe(sessions.get(file)).text,
  };
}

import './activation.js';
import './languages.js';
import './running.js';
import { runTests } from './harness.js';

/** The suite that runs in VS Code's extension host. */
export const run = runTests;

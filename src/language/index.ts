export { CODES, type Code, type Severity } from './codes.js';
export { type Compilation, compile } from './compile.js';
export type { Diagnostic, Related } from './diagnostics.js';
export type { SourceHost } from './program.js';
export type { Position } from './source.js';

import type { Span } from '../../model/span.js';
import type { Compilation } from '../compile.js';
import type { Position } from '../source.js';
import { touched } from './at.js';

/** Where the name under the cursor is declared, or the beginning of the file that an import names. */
export function definition(compilation: Compilation, position: Position): Span | undefined {
  const at = touched(compilation, position);
  if (at === undefined) return undefined;
  const imported = compilation.program.imports.find((entry) => entry.token === at.token);
  if (imported?.file !== undefined) {
    return { file: imported.file, line: 0, column: 0, endLine: 0, endColumn: 0 };
  }
  if (at.mark?.kind !== 'name' || at.mark.target === undefined) return undefined;
  const { source, token } = at.mark.target;
  return source.span(token.start, token.end);
}

import type { Span } from '../../model/span.js';
import type { Compilation } from '../compile.js';
import { isQuoted, isStandard } from '../program.js';
import type { Position } from '../source.js';
import { touched } from './at.js';
import { references } from './references.js';

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

export type Refusal = { readonly refused: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The name that would be renamed, or why none can be. */
export function renamable(compilation: Compilation, position: Position): Span | Refusal {
  const at = touched(compilation, position);
  if (at?.mark === undefined || (at.mark.kind !== 'name' && at.mark.kind !== 'local')) {
    return { refused: 'There is no name here that could be renamed.' };
  }
  if (at.mark.kind === 'name') {
    if (at.mark.target === undefined) return { refused: `'${at.mark.name}' is not declared.` };
    const { file } = at.mark.target.source;
    if (isStandard(file)) return { refused: `'${at.mark.name}' belongs to the standard library.` };
  }
  return at.span;
}

/** The edits that give a new name to what is under the cursor, or why that cannot be. */
export function rename(compilation: Compilation, position: Position, name: string): readonly Edit[] | Refusal {
  const span = renamable(compilation, position);
  if ('refused' in span) return span;
  const mark = touched(compilation, position)!.mark!;
  const isString = mark.kind === 'name' && isQuoted(mark.of);
  if (isString ? /["\r\n]/.test(name) || name === '' : !NAME.test(name)) {
    const expected = isString ? 'text without quotes' : 'letters, digits and underscores';
    return { refused: `'${name}' is not a name; expected ${expected}.` };
  }
  if (
    mark.kind === 'name' &&
    compilation.program.lookup(mark.of, name, compilation.program.main.source) !== undefined
  ) {
    return mark.name === name ? [] : { refused: `There is a ${mark.of} '${name}' already.` };
  }
  const text = isString ? `"${name}"` : name;
  return references(compilation, position)
    .filter((place) => !isStandard(place.file))
    .map((place) => ({ span: place, text }));
}

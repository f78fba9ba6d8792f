/**
 * What `JSON.stringify(value, null, 2)` gives, in pieces: as one text, the packets of a long run are more than a string can
 * hold.
 */
export function* jsonPieces(value: unknown, indent = ''): Generator<string> {
  const parts = partsOf(value);
  if (parts.length === 0) {
    yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  for (const [index, [name, part]] of parts.entries()) {
    yield `${index === 0 ? open : ','}\n${indent}  ${name}`;
    yield* jsonPieces(part, `${indent}  `);
  }
  yield `\n${indent}${close}`;
}

/** The items or properties of what has others inside; what has none is short, and one piece. */
function partsOf(value: unknown): (readonly [name: string, part: unknown])[] {
  if (typeof value !== 'object' || value === null || !Object.values(value).some(isObject)) return [];
  if (Array.isArray(value)) return value.map((item) => ['', item]);
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => [`${JSON.stringify(name)}: `, part]);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

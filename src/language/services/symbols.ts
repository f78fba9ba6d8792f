import type { Span } from '../../model/span.js';
import type { Compilation } from '../compile.js';
import { isKind, type Kind } from '../program.js';
import { endOf, type Item, startOf } from '../tree.js';

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: Kind | 'stage' | 'handler';
  /** The whole of it, and the part to put the cursor on. */
  readonly span: Span;
  readonly selection: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The outline: declarations with the stages of paths and the handlers of devices. */
export function documentSymbols(compilation: Compilation): DocumentSymbol[] {
  const { main, declarations } = compilation.program;
  return declarations
    .filter((declaration) => declaration.source === main.source)
    .map(({ kind, name, token, item }) => ({
      name: name === '' ? '""' : name,
      detail: detailOf(item),
      kind,
      span: main.source.span(startOf(item), endOf(item)),
      selection: main.source.span(token.start, token.end),
      children: (item.block?.items ?? []).flatMap((child) => childSymbol(child)),
    }));
}

/** `nic extends e1000`: the words between the name and the block. */
function detailOf(item: Item): string {
  const words = item.head.slice(2).filter((token) => token.text !== ':');
  return words.map((token) => token.text).join(' ');
}

function childSymbol(item: Item): DocumentSymbol[] {
  const keyword = item.head[0]!;
  if (item.block === undefined || isKind(keyword.text)) return [];
  const isStage = keyword.text === 'hard' || keyword.text === 'soft';
  if (!isStage && !['filter', 'submit', 'interrupt', 'done'].includes(keyword.text)) return [];
  const { source } = item;
  const name = item.head.map((token) => token.text).join(' ');
  const selection = source.span(keyword.start, item.head.at(-1)!.end);
  const span = source.span(startOf(item), endOf(item));
  return [{ name, detail: '', kind: isStage ? 'stage' : 'handler', span, selection, children: [] }];
}

import type { HardIpl, SoftIpl } from '../../model/ipl.js';
import type { Path, Stage } from '../../model/path.js';
import { everyStatement } from '../../model/statement.js';
import type { Context } from '../context.js';
import { show } from '../diagnostics.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import type { Item } from '../tree.js';
import { HARD_IPL, PATH, SOFT_IPL } from '../vocabulary/path.js';
import { falls } from './flow.js';
import { readHead } from './head.js';
import { nameSpan, rangeOf, unknownWord } from './properties.js';
import { readBlock, stagePlace } from './statement.js';

export function readPath(declaration: Declaration, context: Context): Path {
  readHead(declaration, context);
  const { block } = declaration.item;
  if (block !== undefined) context.marks?.blocks.set(block, PATH);
  const items = (block?.items ?? []).filter((item) => {
    if (PATH.some((word) => word.word === item.head[0]!.text)) return true;
    unknownWord(item, context, PATH, 'a path');
    return false;
  });
  if (items.length === 0 && block !== undefined && block.items.length === 0) {
    const message = `the path ${show(declaration.token)} has no stages; expected 'hard IPL { … }'`;
    context.diagnostics.report('IRQ052', declaration.source, declaration.token, message);
  }
  const stages: Stage[] = [];
  items.forEach((item, index) => {
    const stage = readStage(item, index, items.length, context);
    if (stage !== undefined) stages.push(stage);
  });
  return { name: declaration.name, span: nameSpan(declaration), stages };
}

function readStage(item: Item, index: number, count: number, context: Context): Stage | undefined {
  const keyword = item.head[0]!;
  const reader = new Reader(item, context);
  reader.mark(keyword, { kind: 'word', word: PATH.find((word) => word.word === keyword.text)!, role: 'keyword' });
  const isHard = keyword.text === 'hard';
  if (isHard && index > 0) {
    reader.report('IRQ041', keyword, "only the first stage of a path is 'hard'; expected 'soft'");
  } else if (!isHard && index === 0) {
    reader.report('IRQ040', keyword, "the first stage of a path is 'hard': the work in the NIC's interrupt");
  }
  const ipl = isHard
    ? reader.word(HARD_IPL, 'a level for a hard stage')
    : reader.word(SOFT_IPL, 'a level for a soft stage');
  reader.end('block');
  const errors = context.diagnostics.errors;
  const body = readBlock(item.block, context, stagePlace());
  const stage = { span: reader.headSpan, body };
  if (context.diagnostics.errors === errors && item.block !== undefined)
    checkFlow(stage, reader, index + 1 < count, context);
  if (ipl === undefined) return undefined;
  return isHard
    ? { context: 'hard', ipl: ipl as HardIpl, ...stage }
    : { context: 'soft', ipl: ipl as SoftIpl, ...stage };
}

/** Every way through a stage must leave the packet somewhere, and only a stage that has a next one can pass it on. */
function checkFlow(stage: Pick<Stage, 'body'>, reader: Reader, hasNext: boolean, context: Context): void {
  if (falls(stage.body, context)) {
    const ends = hasNext ? "'enqueue', 'deliver', 'transmit' or 'drop'" : "'deliver', 'transmit' or 'drop'";
    const message = `a packet can come to the end of this stage and is left nowhere; every way must end in ${ends}`;
    reader.report('IRQ042', reader.item.head[0]!, message);
  }
  if (hasNext) return;
  for (const statement of everyStatement(stage.body)) {
    const at = statement.kind === 'enqueue' ? rangeOf(statement.span, context) : undefined;
    if (at === undefined) continue;
    const message = "the last stage of a path has no next one to enqueue for; expected 'deliver', 'transmit' or 'drop'";
    context.diagnostics.report('IRQ043', at.source, at, message);
  }
}

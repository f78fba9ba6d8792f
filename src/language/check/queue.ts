import type { Run } from '../../model/scenario.js';
import { type EnqueueStatement, everyStatement } from '../../model/statement.js';
import type { Context } from '../context.js';
import { rangeOf } from './properties.js';

/** A queue's name is one queue for all paths of a run, which has one level that serves it, one limit and one way to drop. */
export function checkQueues(run: Run, context: Context): void {
  const first = new Map<string, Use>();
  for (const use of usesOf(run)) {
    const { statement } = use;
    const known = first.get(statement.queue);
    if (known === undefined) {
      first.set(statement.queue, use);
      continue;
    }
    const different = use.facts.flatMap((fact, index) => (fact === known.facts[index] ? [] : [index]));
    const at = different.length > 0 ? rangeOf(statement.span, context) : undefined;
    if (at === undefined) continue;
    const [here, there] = [use, known].map(({ facts }) => `'${different.map((index) => facts[index]).join(' ')}'`);
    const message = `'${statement.queue}' is one queue, but ${here} here and ${there} where it is named first; a queue that differs needs a name of its own`;
    const related = [{ span: known.statement.span, message: 'named first here' }];
    context.diagnostics.report('IRQ074', at.source, at, message, related);
  }
}

interface Use {
  readonly statement: EnqueueStatement;
  /** What must be the same wherever the queue is named, as words of the language. */
  readonly facts: readonly string[];
}

function* usesOf(run: Run): Generator<Use> {
  for (const { stages } of run.paths) {
    for (const [index, { body }] of stages.entries()) {
      const next = stages[index + 1];
      for (const statement of everyStatement(body)) {
        if (statement.kind !== 'enqueue' || next === undefined) continue;
        const { limit, drop } = statement;
        yield { statement, facts: [`soft ${next.ipl}`, `limit ${limit}`, `drop ${drop}`] };
      }
    }
  }
}

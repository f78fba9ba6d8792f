import { METRICS, type Metric, type MetricUnit } from '../../model/metric.js';
import type { Expectation } from '../../model/scenario.js';
import type { Comparison } from '../../model/statement.js';
import type { Context } from '../context.js';
import { show } from '../diagnostics.js';
import { oneOf, Reader, type Want } from '../reader.js';
import { headRange, type Item } from '../tree.js';
import type { Dimension } from '../units.js';
import { METRIC } from '../vocabulary/metric.js';
import { spanOf } from './properties.js';
import { COMPARISONS } from './statement.js';

const WANTS: Readonly<Record<MetricUnit, Pick<Want, 'dimensions' | 'example'>>> = {
  count: { dimensions: ['count'], example: '6' },
  time: { dimensions: ['time', 'cycles'], example: '25us' },
  rate: { dimensions: ['rate'], example: '10kpps' },
  bandwidth: { dimensions: ['bandwidth'], example: '100Mbps' },
  size: { dimensions: ['size'], example: '64KiB' },
  ratio: { dimensions: ['count', 'percent'], example: '2% or 0.02' },
};

/** A tolerance widens what it allows. */
const WIDENED: readonly Comparison[] = ['==', '<=', '>='];

/**
 * Reads `expect [DESIGN.]METRIC OP VALUE [+- TOLERANCE]`; `designs` are those of the run, undefined where its list has an
 * error, so that any design may be meant.
 */
export function readExpectation(
  item: Item,
  designs: readonly string[] | undefined,
  context: Context,
): Expectation | undefined {
  const reader = new Reader(item, context);
  const design = readDesignName(reader, designs);
  const metric = reader.word(METRIC, 'a metric') as Metric | undefined;
  const operator = reader.symbols(COMPARISONS, 'a comparison') as Comparison | undefined;
  if (metric === undefined || operator === undefined) return undefined;
  const { unit } = METRICS.find((candidate) => candidate.name === metric)!;
  const want = { ...WANTS[unit], what: `the value of '${metric}'` };
  const token = reader.peek();
  const value = reader.measured(want);
  if (value === undefined) return undefined;
  let tolerance = 0;
  const sign = reader.peek();
  if (reader.acceptSymbol('+-')) {
    if (!WIDENED.includes(operator)) {
      return reader.fail('IRQ011', sign!, `'+-' widens '==', '<=' and '>='; '${operator}' has no tolerance`);
    }
    const inPercent = token!.text.endsWith('%');
    const dimensions: Dimension[] = inPercent ? ['percent'] : [...new Set<Dimension>([...want.dimensions, 'percent'])];
    const read = reader.measured({
      dimensions,
      what: 'the tolerance',
      example: inPercent ? '1%' : `5% or ${want.example}`,
    });
    if (read === undefined) return undefined;
    tolerance = read.dimension === 'percent' && !inPercent ? read.value * value.value : read.value;
  }
  if (!reader.end('no block')) return undefined;
  const { start, end } = headRange(item);
  const text = item.source.text.slice(start, end).replace(/\s+/g, ' ');
  return { span: spanOf(item), text, design, metric, operator, value: value.value, tolerance };
}

function readDesignName(reader: Reader, designs: readonly string[] | undefined): string | undefined {
  const token = reader.peek();
  const next = reader.item.head[reader.item.head.indexOf(token!) + 1];
  const isMetric = METRIC.some((word) => word.word === token?.text);
  const isQualified = next?.kind === 'symbol' && next.text === '.';
  if (token !== undefined && (isMetric || !isQualified)) return undefined;
  const target = reader.reference('design', 'a design');
  if (target === undefined) return undefined;
  if (designs !== undefined && !designs.includes(target.name)) {
    const listed = oneOf(designs.map((name) => `'${name}'`));
    reader.fail('IRQ073', token!, `the design ${show(token!)} is not one of this run's; expected ${listed}`);
    return undefined;
  }
  reader.symbol('.');
  return target.name;
}

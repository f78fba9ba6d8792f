import type { Design } from '../../model/design.js';
import type { Device } from '../../model/device.js';
import type { Path } from '../../model/path.js';
import type { Process } from '../../model/process.js';
import type { Expectation, Run } from '../../model/scenario.js';
import { everyStatement, type Statement } from '../../model/statement.js';
import { packetsIn } from '../../model/workload.js';
import type { Context } from '../context.js';
import { show } from '../diagnostics.js';
import type { Token } from '../lexer.js';
import type { Declaration } from '../program.js';
import { oneOf, Reader } from '../reader.js';
import { didYouMean } from '../suggest.js';
import { type Item, startOf } from '../tree.js';
import { grouped } from '../units.js';
import { CLOCKS_NONE, LATENCY, PROCESSES_NONE, RUN } from '../vocabulary/run.js';
import type { Word } from '../vocabulary/word.js';
import { checkCosts } from './costs.js';
import { readDesign } from './design.js';
import { readDevice } from './device.js';
import { readExpectation } from './expectation.js';
import { deviceKind, markKeyword } from './head.js';
import { givenCosts, readMachine } from './machine.js';
import { readPath } from './path.js';
import { readProcess } from './process.js';
import { changedLines, nameSpan, type Properties, property, rangeOf, readItems } from './properties.js';
import { checkQueues } from './queue.js';
import { withRate } from './rate.js';
import { checkSessions } from './tcp.js';
import { checkRequests, checkThreads } from './threads.js';
import { type ReadWorkload, readWorkload, type Stream } from './workload.js';

/** More packets than this are more than anybody waits for: some minutes of simulation. */
const MOST_PACKETS = 1e8;

/** More would be a sweep's worth of simulation for each design. */
const MOST_REPLICATIONS = 1000;

/** What a run's own lines say, before what they name is read for it. */
export interface Plan {
  readonly properties: Properties;
  readonly machine: Declaration | undefined;
  readonly workload: Declaration | undefined;
  readonly designs: readonly { readonly declaration: Declaration; readonly token: Token }[];
  readonly processes: readonly Declaration[];
  readonly clocks: readonly Declaration[];
  readonly duration: number | undefined;
  readonly warmup: number | undefined;
  readonly seed: number | undefined;
  readonly replications: number | undefined;
  readonly latencyClass: string | undefined;
  readonly expectations: readonly Expectation[];
}

/** Checks the lines of a run for themselves. */
export function readPlan(declaration: Declaration, context: Context): Plan {
  const head = new Reader(declaration.item, context);
  head.ownName();
  head.mark(declaration.token, { kind: 'name', of: 'run', name: declaration.name, target: declaration });
  markKeyword(declaration, context);
  head.end('block');
  const { properties: own, rest } = readItems(declaration.item.block, context, RUN, 'a run');
  const changed = changedLines(declaration, context);
  for (const [key, item] of changed ?? []) own.set(key, item);
  const properties: Properties = { declaration, own, all: own, whole: true };
  const line = <T>(name: string, read: (reader: Reader) => T | undefined) => readLine(properties, name, context, read);
  const machine = line('machine', (reader) => reader.reference('machine', 'a machine'));
  const workload = line('workload', (reader) => reader.reference('workload', 'a workload'));
  const duration = line('for', (reader) => reader.time('the time to simulate', '200us', { least: 1 }));
  const want = { what: 'the seed', example: '1', whole: true, most: 2 ** 32 - 1 };
  const seed = line('seed', (reader) => reader.quantity({ ...want, dimensions: ['count'] }));
  const warmup = line('warmup', (reader) => readWarmup(reader, duration, changed, context));
  const times = { what: 'the number of replications', example: '10', whole: true, least: 1, most: MOST_REPLICATIONS };
  const replications = line('replications', (reader) => reader.quantity({ ...times, dimensions: ['count'] }));
  const latencyClass = own.has('latency') ? line('latency', readLatencyClass) : undefined;
  const listed = line('designs', readDesignList);
  const processes = own.has('processes')
    ? (line('processes', (reader) => readNames(reader, PROCESSES_NONE, 'process', 'process')) ?? [])
    : context.program.declarations.filter((one) => one.kind === 'process' && one.source === declaration.source);
  const clocks = own.has('clocks')
    ? (line('clocks', (reader) => readNames(reader, CLOCKS_NONE, 'device', 'clock', isClock)) ?? [])
    : context.program.declarations.filter((one) => isClock(one) && one.source === declaration.source);
  const designs = listed ?? [];
  const names = listed?.map((design) => design.declaration.name);
  const expectations: Expectation[] = [];
  for (const item of context.change?.expectations ?? rest) {
    const expectation = readExpectation(item, names, context);
    if (expectation !== undefined) expectations.push(expectation);
  }
  return {
    properties,
    machine,
    workload,
    designs,
    processes,
    clocks,
    duration,
    warmup,
    seed,
    replications,
    latencyClass,
    expectations,
  };
}

function readLatencyClass(reader: Reader): string | undefined {
  reader.word(LATENCY, 'whose latency');
  return reader.local('class', 'a class of packets, such as tcp');
}

function readLine<T>(properties: Properties, name: string, context: Context, read: (reader: Reader) => T | undefined) {
  const item = property(properties, RUN, name, context);
  if (item === undefined) return undefined;
  const reader = new Reader(item, context);
  const value = read(reader);
  return reader.end('no block') ? value : undefined;
}

/** A time before the run's end. Where only that is a sweep's, the sweep is told that it is too early. */
function readWarmup(
  reader: Reader,
  duration: number | undefined,
  changed: ReadonlyMap<string, Item> | undefined,
  context: Context,
): number | undefined {
  const token = reader.peek();
  const warmup = reader.time('the warm-up', '1ms');
  if (warmup === undefined || duration === undefined || warmup < duration) return warmup;
  const end = changed?.has('warmup') ? undefined : changed?.get('for');
  if (end !== undefined) {
    const message = `${show(end.head[1]!)} leaves nothing of the run to measure; its warm-up, ${show(token!)}, has to end before it`;
    return new Reader(end, context).fail('IRQ023', end.head[1]!, message, [
      { span: reader.span(token!), message: 'the warm-up' },
    ]);
  }
  return reader.fail(
    'IRQ023',
    token!,
    `${show(token!)} leaves nothing of the run to measure; it has to end before the run`,
  );
}

function readDesignList(reader: Reader): Plan['designs'] | undefined {
  const designs: { declaration: Declaration; token: Token }[] = [];
  do {
    const token = reader.peek();
    const declaration = reader.reference('design', 'a design');
    if (declaration === undefined) return undefined;
    if (designs.some((design) => design.declaration === declaration)) {
      return reader.fail('IRQ015', token!, `the design ${show(token!)} is listed twice`);
    }
    designs.push({ declaration, token: token! });
  } while (reader.acceptSymbol(','));
  return designs;
}

/** `NAME, NAME, …` or `none`. */
function readNames(
  reader: Reader,
  none: readonly Word[],
  kind: 'process' | 'device',
  what: string,
  accepts?: (declaration: Declaration) => boolean,
): Declaration[] | undefined {
  if (reader.accept(none) !== undefined) return [];
  const names: Declaration[] = [];
  do {
    const token = reader.peek();
    const name = reader.reference(kind, `a ${what}`, accepts);
    if (name === undefined) return undefined;
    if (names.includes(name)) return reader.fail('IRQ015', token!, `the ${what} ${show(token!)} is listed twice`);
    names.push(name);
  } while (reader.acceptSymbol(','));
  return names;
}

function isClock(declaration: Declaration): boolean {
  return deviceKind(declaration) === 'clock';
}

/**
 * Reads a run with everything that it reaches, by the clock of its machine. Undefined where anything of it has an error;
 * other runs do not suffer.
 */
export function readRun(declaration: Declaration, outer: Context, kept: Kept): Run | undefined {
  const errors = outer.diagnostics.errors;
  const first = readPlan(declaration, outer);
  if (first.machine === undefined || first.workload === undefined) return undefined;
  const machine = readMachine(first.machine, { ...outer, marks: undefined });
  const given = givenCosts(first.machine, { ...outer, marks: undefined });
  if (machine === undefined) return undefined;
  const { cpus, hertz, name } = machine;
  const context: Context = { ...outer, marks: undefined, machine: { cpus, hertz, name } };
  const plan = readPlan(declaration, context);
  const workload = withRate(readWorkload(first.workload, context), context);
  const processes = plan.processes
    .map((process) => readOnce(process, readProcess, context, kept))
    .filter((process) => process !== undefined);
  const { devices, paths } = reach(workload, processes, plan.clocks, context, kept);
  const designs = plan.designs
    .map((design) => readOnce(design.declaration, readDesign, context, kept))
    .filter((design): design is Design => design !== undefined);
  const { duration, warmup, seed, replications } = plan;
  if (duration === undefined || warmup === undefined || seed === undefined || replications === undefined)
    return undefined;
  if (designs.length < Math.max(plan.designs.length, 1)) return undefined;
  const run = {
    name: declaration.name,
    span: nameSpan(declaration),
    machine,
    devices,
    paths,
    processes,
    workload: workload.workload,
    designs,
    duration,
    durationSpan: tokenSpan(plan.properties.all.get('for')!),
    warmup,
    seed,
    replications,
    latencyClass: plan.latencyClass,
    expectations: plan.expectations,
  };
  checkLatencyClass(run, plan, context);
  checkDeliveries(run, plan, context);
  checkLevels(run, context);
  checkQueues(run, context);
  checkRequests(run, context);
  let packets = 0;
  for (const stream of workload.streams) {
    packets += checkAmount(stream, run, packets);
    checkSessions(stream.arrivals, stream.reader, run);
  }
  for (const { declaration: chosen, token } of plan.designs) {
    const design = designs.find((one) => one.name === chosen.name);
    if (design === undefined) continue;
    checkThreads(run, design, token, declaration, context);
    checkCosts(machine, given, design, (message, related) =>
      context.diagnostics.report('IRQ077', declaration.source, token, message, related),
    );
  }
  return outer.diagnostics.errors === errors ? run : undefined;
}

/**
 * What was read without an error and without what a sweep changes, by declaration and machine: most runs of a file share
 * their designs and devices, and points of a sweep nearly everything.
 */
export type Kept = Map<string, unknown>;

type Read<T> = (declaration: Declaration, context: Context) => T;

function readOnce<T>(declaration: Declaration, read: Read<T>, context: Context, kept: Kept): T {
  const { machine, change, diagnostics } = context;
  const key = `${declaration.order} ${machine?.name} ${machine?.hertz} ${machine?.cpus}`;
  const known = kept.get(key);
  if (known !== undefined) return known as T;
  const errors = diagnostics.errors;
  const uses = change?.uses;
  const value = read(declaration, context);
  if (value !== undefined && diagnostics.errors === errors && change?.uses === uses) kept.set(key, value);
  return value;
}

function tokenSpan(item: Item) {
  const token = item.head[1]!;
  return item.source.span(token.start, token.end);
}

/** The devices of a run: its clocks, the workload's NICs, and whatever their paths and the processes use, and so on. */
function reach(
  workload: ReadWorkload,
  processes: readonly Process[],
  clocks: readonly Declaration[],
  context: Context,
  kept: Kept,
) {
  const devices = new Map<Declaration, Device>();
  const paths = new Map<Declaration, Path>();
  const wanted: string[] = workload.workload.arrivals.map((arrivals) => arrivals.nic);
  const use = (statements: readonly Statement[]) => {
    for (const statement of everyStatement(statements)) {
      if (statement.kind === 'await' || statement.kind === 'transmit') wanted.push(statement.device);
    }
  };
  for (const process of processes) use(process.body);
  for (const declaration of clocks) {
    const clock = readOnce(declaration, readDevice, context, kept);
    if (clock !== undefined) devices.set(declaration, clock);
  }
  const main = context.program.main.source;
  for (const name of wanted) {
    const declaration = context.program.lookup('device', name, main);
    if (declaration === undefined || devices.has(declaration)) continue;
    const device = readOnce(declaration, readDevice, context, kept);
    if (device === undefined) continue;
    devices.set(declaration, device);
    const path = device.kind === 'nic' ? context.program.lookup('path', device.input, declaration.source) : undefined;
    if (path === undefined || paths.has(path)) continue;
    const read = readOnce(path, readPath, context, kept);
    paths.set(path, read);
    for (const stage of read.stages) use(stage.body);
  }
  return { devices: inOrder(devices), paths: inOrder(paths) };
}

/** In the order of the text, which settles what comes first of two things at the same instant. */
function inOrder<T>(found: ReadonlyMap<Declaration, T>): T[] {
  return [...found].sort(([a], [b]) => a.order - b.order).map(([, value]) => value);
}

function checkLatencyClass({ latencyClass, workload }: Run, plan: Plan, context: Context): void {
  const classes = [...new Set(workload.arrivals.map((arrivals) => arrivals.class))].filter((name) => name !== '');
  if (latencyClass === undefined || classes.includes(latencyClass)) return;
  const { source, head } = plan.properties.all.get('latency')!;
  const expected =
    classes.length === 0 ? '; none of its packets has one' : `; expected ${oneOf(classes.map((name) => `'${name}'`))}`;
  const hint = didYouMean(latencyClass, classes) || expected;
  const message = `the workload '${plan.workload!.name}' has no class ${show(head[2]!)}${hint}`;
  context.diagnostics.report('IRQ030', source, head[2]!, message);
}

function checkDeliveries(run: Run, plan: Plan, context: Context): void {
  const names = new Set(run.processes.map((process) => process.name));
  for (const path of run.paths) {
    for (const stage of path.stages) {
      for (const statement of everyStatement(stage.body)) {
        if (statement.kind !== 'deliver' || names.has(statement.process)) continue;
        const item = plan.properties.all.get('processes');
        const { source, token } = plan.properties.declaration;
        const range = item === undefined ? token : { start: startOf(item), end: item.head.at(-1)!.end };
        const own = plan.processes.map((process) => process.name);
        const wanted = `'processes ${[...own, statement.process].join(', ')}'`;
        const hint =
          item === undefined
            ? `it stands in another file, and without 'processes' a run has those of its own; expected ${wanted}`
            : `expected ${wanted}`;
        const message = `the path '${path.name}' delivers to '${statement.process}', which is not a process of this run; ${hint}`;
        context.diagnostics.report('IRQ072', source, range, message, [
          { span: statement.span, message: 'delivered here' },
        ]);
      }
    }
  }
}

function checkLevels(run: Run, context: Context): void {
  for (const device of run.devices) {
    if (device.kind !== 'nic') continue;
    const stage = run.paths.find((path) => path.name === device.input)?.stages[0];
    if (stage === undefined || stage.context !== 'hard' || stage.ipl === device.ipl) continue;
    const at = rangeOf(stage.span, context);
    const message = `'${device.name}' interrupts at '${device.ipl}', but this stage of its path says '${stage.ipl}'; the device's level holds`;
    if (at !== undefined)
      context.diagnostics.report('IRQ075', at.source, at, message, [{ span: device.span, message: 'the device' }]);
  }
}

/**
 * Refuses a workload that is beyond simulating, at the stream with which it comes to be, and warns of a stream that begins
 * after the run has ended. Tells how many packets a stream has.
 *
 * @param before packets of the streams before it
 */
function checkAmount({ arrivals, reader, amount, first }: Stream, run: Run, before: number): number {
  const begin = arrivals.pattern.kind === 'at' ? arrivals.pattern.times[0]! : arrivals.from;
  if (begin >= run.duration) {
    reader.report(
      'IRQ076',
      first,
      `these packets never arrive: the run '${run.name}' ends at or before ${show(first)}`,
    );
    return 0;
  }
  const own = packetsIn(arrivals, run);
  const alone = own > MOST_PACKETS;
  if (alone || (before <= MOST_PACKETS && before + own > MOST_PACKETS)) {
    const what = alone ? 'makes' : 'and the streams before it make';
    const packets = numberText(alone ? own : before + own);
    const message = `${show(amount)} ${what} ${packets} packets in the run '${run.name}'; at most ${grouped(MOST_PACKETS)} can be simulated`;
    reader.report('IRQ071', amount, message);
  }
  return own;
}

function numberText(packets: number): string {
  return packets < 1e15 ? grouped(Math.floor(packets)) : packets.toExponential(1);
}

import library from 'irqlab:library';
import { compile } from '../../src/language/index.js';
import type { Run } from '../../src/model/scenario.js';
import { type SimulationOptions, simulate } from '../../src/simulation/simulate.js';
import type { Result } from '../../src/trace/result.js';
import type { Trace } from '../../src/trace/trace.js';

/** A result with its trace, which all results of these helpers have. */
export type Traced = Result & { readonly trace: Trace };

/** The runs of a scenario's text, which may import the standard library. Throws if the text has an error. */
export function runsOf(text: string): readonly Run[] {
  const compilation = compile('test.irq', text, { read: (file) => library[file] });
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || compilation.scenario === undefined) {
    throw new Error(errors.map(({ span, message }) => `${span.file}:${span.line + 1}: ${message}`).join('\n'));
  }
  return compilation.scenario.runs;
}

/** The only run of a text; undefined if it has an error, as where a design does not go together with the rest. */
export function runIfFit(text: string): Run | undefined {
  try {
    return runsOf(text)[0];
  } catch {
    return undefined;
  }
}

/** Simulates one design of the only run of a text, with a trace. */
export function simulateText(text: string, design: string, options: Partial<SimulationOptions> = {}): Traced {
  return simulateRun(runsOf(text)[0]!, design, options);
}

/** Simulates one of a run's designs, by name, with a trace. */
export function simulateRun(run: Run, design: string, options: Partial<SimulationOptions> = {}): Traced {
  const chosen = run.designs.find(({ name }) => name === design);
  if (chosen === undefined) throw new Error(`the run has no design '${design}'`);
  const result = simulate(run, chosen, { trace: true, ...options });
  if (result.trace === undefined) throw new Error(result.findings.map(({ message }) => message).join('\n'));
  return { ...result, trace: result.trace };
}

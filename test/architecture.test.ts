import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { ROOT } from '../scripts/steps.mjs';

/**
 * Who may import whom. A folder may always import itself; what is not in its line it may not. Packages are named as
 * well, so that a new dependency is a decision.
 */
const ALLOWED: Record<string, { readonly imports: readonly string[]; readonly because: string }> = {
  model: { imports: [], because: 'the nouns that all others speak of' },
  language: { imports: ['model'], because: 'text to scenario, and knows nothing of how one is simulated' },
  trace: { imports: ['model', 'pbf'], because: 'what happened, whoever made it happen' },
  simulation: { imports: ['model', 'trace', 'pure-rand'], because: 'scenario to trace, and has never seen a text' },
  views: { imports: ['model', 'trace'], because: 'trace to drawing data, whatever it is drawn with' },
  experiment: { imports: ['model', 'trace', 'simulation'], because: 'all runs of a scenario, one after the other' },
  protocol: { imports: ['model', 'trace', 'views', 'experiment'], because: 'the messages between threads, as types' },
  worker: {
    imports: ['model', 'trace', 'experiment', 'protocol', 'node:worker_threads'],
    because: 'experiments off the thread of the host',
  },
  workspace: {
    imports: ['model', 'language', 'irqlab:library'],
    because: 'the texts of an editor, whichever, and what they import',
  },
  server: {
    imports: [
      'model',
      'language',
      'workspace',
      'node:*',
      'irqlab:library',
      'vscode-languageserver',
      'vscode-languageserver-textdocument',
    ],
    because: 'the language services for other editors',
  },
  cli: {
    imports: [
      'model',
      'language',
      'trace',
      'views',
      'experiment',
      'worker',
      'node:*',
      'irqlab:library',
      'package.json',
    ],
    because: 'the same core without an editor, and its workers for sweeps',
  },
  extension: {
    imports: [
      'model',
      'language',
      'workspace',
      'trace',
      'views',
      'experiment',
      'protocol',
      'worker',
      'node:*',
      'vscode',
      'irqlab:library',
      'irqlab:examples',
    ],
    because: 'the only one that knows VS Code',
  },
  webview: {
    imports: ['model', 'trace', 'views', 'protocol', 'mermaid', 'uplot'],
    because: 'draws what the views say, and no more',
  },
};

/** These run anywhere, and give the same result anywhere: no Node, no DOM, no clock, no chance. */
const PURE = ['model', 'language', 'trace', 'simulation', 'views'];

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources = [...filesIn('src'), ...filesIn('webview')].map(read);

describe('imports', () => {
  it('has a line for each folder, and a folder for each line', () => {
    expect([...new Set(sources.map(({ folder }) => folder))].sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it.each(Object.entries(ALLOWED))('%s imports only what it may', (folder, { imports }) => {
    const allowed = (target: string) =>
      target === folder || imports.includes(target) || (target.startsWith('node:') && imports.includes('node:*'));
    const wrong = sources
      .filter((source) => source.folder === folder)
      .flatMap((source) => source.imports.map((target) => [source.path, folderOf(target)] as const))
      .filter(([, target]) => !allowed(target))
      .map(([path, target]) => `${path} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  it('imports relative files by the name of what is run, and each exists', () => {
    const paths = new Set(sources.map(({ path }) => path));
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.includes('/') && /^(src|webview)\//.test(target) && !paths.has(target))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycles(new Map(sources.map(({ path, imports }) => [path, imports])))).toEqual([]);
  });

  it('finds a cycle where there is one', () => {
    const graph = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [] };
    expect(cycles(new Map(Object.entries(graph)))).toEqual(['a > b > c > a']);
  });
});

describe('pure folders', () => {
  const pure = sources.filter(({ folder }) => PURE.includes(folder));

  it('know nothing but the language itself', () => {
    expect(foreign(pure.map(({ path }) => path))).toEqual([]);
  }, 120_000);

  it('would be caught knowing more', () => {
    expect(foreign(['scripts/steps.mjs'])).toEqual(expect.arrayContaining([expect.stringContaining('process')]));
  }, 120_000);

  it('ask neither the clock nor chance', () => {
    expect(pure.flatMap(({ path, text }) => impurities(text).map((found) => `${path}: ${found}`))).toEqual([]);
  });

  it('would be caught asking', () => {
    expect(impurities('const now = new Date(); const then = Date.now(); x = Math.random() // Date')).toEqual([
      'Date',
      'Date',
      'Math.random',
    ]);
    expect(impurities('const update = "Date"; /* Math.random */ Math.max(1)')).toEqual([]);
  });
});

describe('bundles', () => {
  const web = join(ROOT, 'dist/extension.web.js');

  it.runIf(existsSync(web))('the extension for browsers asks for no module but vscode', () => {
    const required = [...readFileSync(web, 'utf8').matchAll(/\brequire\(\s*["'`]([^"'`]+)/g)].map(
      ([, module]) => module,
    );
    expect([...new Set(required)]).toEqual(['vscode']);
  });

  it('the manifest names files that the build makes', () => {
    const build = readFileSync(join(ROOT, 'scripts/build.mjs'), 'utf8');
    for (const path of [manifest.main, manifest.browser, manifest.bin.irqlab])
      expect(build).toContain(`'${path.replace(/^(\.\/)?dist\//, '')}'`);
  });
});

describe('documents', () => {
  it.each(Object.keys(ALLOWED))('ARCHITECTURE.md tells about %s', (folder) => {
    expect(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')).toContain(
      folder === 'webview' ? 'webview/' : `src/${folder}`,
    );
  });
});

describe('dependencies', () => {
  it('are pinned exactly', () => {
    const pins = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(pins.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('are locked for every platform', () => {
    // A registry that lacks a platform's package makes npm leave it out of the lock, and then `npm ci` refuses the lock.
    interface Locked {
      readonly optionalDependencies?: Readonly<Record<string, string>>;
    }
    const lock: Readonly<Record<string, Locked>> = JSON.parse(
      readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
    ).packages;
    const missing = Object.entries(lock).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in lock) && !(`${path}/node_modules/${name}` in lock),
      ),
    );
    expect(missing).toEqual([]);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => `${folder}/${file}`)
    .sort();
}

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports = ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.') ? relative(ROOT, join(ROOT, dirname(path), fileName)).replace(/\.js$/, '.ts') : fileName,
    );
  return { path, folder: folderOf(path), text, imports };
}

/** The folder of a file of ours, and the name of anything else that is imported. */
function folderOf(target: string): string {
  const own = /^(?:src\/)?(\w+)\/.*\.ts$/.exec(target)?.[1];
  if (own !== undefined) return own;
  if (target.startsWith('node:') || target.startsWith('irqlab:')) return target;
  return builtinModules.includes(target) ? `node:${target}` : (/^(@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target);
}

/** Each cycle once, as the way round it. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): void => {
    const start = way.indexOf(node);
    if (start >= 0) found.push([...way.slice(start), node].join(' > '));
    if (start >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

/** What is no part of JavaScript, but pure, and the same in every browser and in Node. */
const EVERYWHERE = `
  declare class TextEncoder { encode(text: string): Uint8Array<ArrayBuffer>; }
  declare class TextDecoder { decode(bytes: Uint8Array): string; }
  declare function atob(text: string): string;
  declare function btoa(text: string): string;
`;

/**
 * Errors in files of ours when they are compiled without the types of Node, of VS Code and of browsers: what is left is
 * JavaScript's own, and the little that is everywhere.
 */
function foreign(paths: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, lib: ['ES2023'], types: [] },
    ROOT,
  );
  const everywhere = join(ROOT, 'everywhere.d.ts');
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === everywhere || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === everywhere ? ts.createSourceFile(path, EVERYWHERE, ts.ScriptTarget.ES2022) : getSourceFile(path, ...rest);
  const program = ts.createProgram([everywhere, ...paths.map((path) => join(ROOT, path))], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    return `${relative(ROOT, file?.fileName ?? '')}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** Uses of the clock and of chance in a text, outside of its comments and strings. */
function impurities(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(node) &&
      node.text === 'Date' &&
      !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)
    )
      found.push('Date');
    if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') found.push('Math.random');
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.ESNext, true));
  return found;
}

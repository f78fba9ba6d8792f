import { createConnection, ProposedFeatures, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../language/services/tokens.js';
import { Compiler } from '../workspace/compiler.js';
import { Loader } from '../workspace/loader.js';
import { answers } from './answers.js';
import { NodeFiles } from './files.js';
import { diagnosticOf } from './protocol.js';

/**
 * The language services for editors other than VS Code, over the language server protocol on standard input and output.
 * It reads texts and says what is in them; it runs no simulation, which is the command line's work.
 */
const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
const documents = new TextDocuments(TextDocument);
const loader = new Loader(new NodeFiles(documents));
const compiler = new Compiler(loader);

connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    completionProvider: { triggerCharacters: ['.', '"', '/', ','] },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    documentFormattingProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: true,
    },
  },
  serverInfo: { name: 'irqlab' },
}));

answers(connection, documents, compiler);

const publish = async (uri: string): Promise<void> => {
  const document = documents.get(uri);
  if (document === undefined) return;
  const { version } = document;
  const { compilation } = await compiler.settled(() => textOf(documents.get(uri) ?? document));
  if (documents.get(uri)?.version !== version) return;
  const own = compilation.diagnostics.filter(({ span }) => span.file === uri);
  await connection.sendDiagnostics({ uri, version, diagnostics: own.map(diagnosticOf) });
};

const publishImportersOf = (changed: string): void => {
  for (const { uri } of documents.all()) if (compiler.imports(uri, changed)) void publish(uri);
};

documents.onDidChangeContent(({ document }) => {
  void publish(document.uri);
  publishImportersOf(document.uri);
});
documents.onDidClose(({ document: { uri } }) => {
  compiler.forget(uri);
  loader.forget(uri);
  publishImportersOf(uri);
  void connection.sendDiagnostics({ uri, diagnostics: [] });
});
connection.onDidChangeWatchedFiles(({ changes }) => {
  for (const { uri } of changes) {
    loader.forget(uri);
    publishImportersOf(uri);
  }
});

documents.listen(connection);
connection.listen();

function textOf(document: TextDocument) {
  return { file: document.uri, version: document.version, text: document.getText() };
}

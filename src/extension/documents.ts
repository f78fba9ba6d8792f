import * as vscode from 'vscode';
import { type Analysis, Compiler, type Text } from '../workspace/compiler.js';
import { type Files, Loader } from '../workspace/loader.js';
import { fileOf, LIBRARY_SCHEME, uriOf } from './names.js';

/** Scenarios wherever they come from: a disk, a virtual file system, an editor that was never saved, the library. */
export const SELECTOR: vscode.DocumentSelector = { language: 'irq' };

/** The open scenarios and their compilations, kept in step with editors and disk. */
export class Documents {
  readonly #loader = new Loader(new WorkspaceFiles());
  readonly #compiler = new Compiler(this.#loader);
  readonly #stale = new vscode.EventEmitter<vscode.TextDocument>();

  /** A document was opened, changed, or something that it imports did. */
  readonly onDidChange = this.#stale.event;

  /** The compilation of the document as it is now. */
  analyse(document: vscode.TextDocument): Analysis {
    return this.#compiler.analyse(textOf(document));
  }

  /** The compilation of the document once its imports have been read, as the document is by then. */
  settled(document: vscode.TextDocument): Promise<Analysis> {
    return this.#compiler.settled(() => textOf(document));
  }

  all(): vscode.TextDocument[] {
    return vscode.workspace.textDocuments.filter(isScenario);
  }

  register(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.irq');
    const changedOnDisk = (uri: vscode.Uri) => {
      this.#loader.forget(fileOf(uri));
      this.#touchImportersOf(uri);
    };
    const changed = (document: vscode.TextDocument) => {
      if (isScenario(document)) this.#stale.fire(document);
      this.#touchImportersOf(document.uri);
    };
    return vscode.Disposable.from(
      this.#stale,
      watcher,
      watcher.onDidChange(changedOnDisk),
      watcher.onDidCreate(changedOnDisk),
      watcher.onDidDelete(changedOnDisk),
      vscode.workspace.onDidOpenTextDocument(changed),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) changed(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (isScenario(document)) this.#compiler.forget(fileOf(document.uri));
        // What was in the editor and not saved is gone: importers see the disk again.
        changedOnDisk(document.uri);
      }),
    );
  }

  #touchImportersOf(uri: vscode.Uri): void {
    const changed = fileOf(uri);
    for (const document of this.all()) {
      if (this.#compiler.imports(fileOf(document.uri), changed)) this.#stale.fire(document);
    }
  }
}

export function isScenario(document: vscode.TextDocument): boolean {
  return document.languageId === 'irq';
}

/** A scenario of the user's, which can be run; not a file of the library. */
export function isRunnable(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document !== undefined && isScenario(document) && document.uri.scheme !== LIBRARY_SCHEME;
}

function textOf(document: vscode.TextDocument): Text {
  return { file: fileOf(document.uri), version: document.version, text: document.getText() };
}

/** Reads through VS Code's file system, so that it works on virtual ones too. */
class WorkspaceFiles implements Files {
  open(file: string): { text: string; version: number } | undefined {
    const name = address(file)?.toString();
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === name);
    return document && { text: document.getText(), version: document.version };
  }

  async stat(file: string): Promise<vscode.FileStat> {
    return vscode.workspace.fs.stat(existing(file));
  }

  async read(file: string): Promise<Uint8Array> {
    return vscode.workspace.fs.readFile(existing(file));
  }
}

/**
 * Where a file is. A name without a scheme was imported by a text that was never saved and so has no folder: it is
 * looked for in the first folder of the workspace.
 */
function address(file: string): vscode.Uri | undefined {
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return uriOf(file);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder && vscode.Uri.joinPath(folder, file);
}

function existing(file: string): vscode.Uri {
  const uri = address(file);
  if (uri === undefined) throw vscode.FileSystemError.FileNotFound(file);
  return uri;
}

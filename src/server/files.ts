import { readFile, stat } from 'node:fs/promises';
import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Files } from '../workspace/loader.js';

/** Reads what the client has open, and otherwise the disk. */
export class NodeFiles implements Files {
  readonly #documents: TextDocuments<TextDocument>;

  constructor(documents: TextDocuments<TextDocument>) {
    this.#documents = documents;
  }

  open(file: string): { text: string; version: number } | undefined {
    const document = this.#documents.get(file);
    return document && { text: document.getText(), version: document.version };
  }

  async stat(file: string): Promise<{ size: number; mtime: number }> {
    const { size, mtimeMs } = await stat(new URL(file));
    return { size, mtime: mtimeMs };
  }

  async read(file: string): Promise<Uint8Array> {
    return readFile(new URL(file));
  }
}

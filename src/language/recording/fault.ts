/** A file of packets cannot be used; the message follows the file's name. */
export class Fault extends Error {
  readonly of: 'format' | 'entry';
  readonly line: number | undefined;

  constructor(of: 'format' | 'entry', message: string, line?: number) {
    super(message);
    this.of = of;
    this.line = line;
  }
}

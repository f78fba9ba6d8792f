/** A stretch of a scenario's text. Lines and columns count from zero, columns in UTF-16 units, as editors count them. */
export interface Span {
  /** The file as the host names it: a path, a URI, or `std/…` for the standard library. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

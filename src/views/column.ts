/** Numbers that come one by one and end as a typed array: the columns of the pictures are built with these. */
export interface Column<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array> {
  readonly length: number;
  push(value: number): void;
  /** The value pushed last; -1 where there is none. */
  last(): number;
  done(): T;
}

export const f64 = () => column((size) => new Float64Array(size));
export const u32 = () => column((size) => new Uint32Array(size));
export const u16 = () => column((size) => new Uint16Array(size));
export const u8 = () => column((size) => new Uint8Array(size));

function column<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(make: (size: number) => T): Column<T> {
  let values = make(64);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const wider = make(length * 2);
        wider.set(values);
        values = wider;
      }
      values[length++] = value;
    },
    last: () => (length === 0 ? -1 : values[length - 1]!),
    done: () => values.slice(0, length) as T,
  };
}

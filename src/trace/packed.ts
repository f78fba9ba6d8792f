/**
 * The bytes of a record, from the first: the kind, with bit 6 set where time has passed since the record before; then
 * the CPU in five bits (all of them set: the CPU is the next byte), and a bit for each of `a`, `b` and `c` that is not
 * zero. Behind them stand, as far as they are not zero, the picoseconds that have passed, `a`, `b` and `c`, each in
 * groups of seven bits from the lowest, with the eighth bit set on all but the last group.
 */
export const TIME = 1 << 6;
export const KIND = TIME - 1;
export const FAR_CPU = 31;
export const A = 1 << 5;
export const B = 1 << 6;
export const C = 1 << 7;

/** The most bytes that a record can have: eight groups hold the time of the longest run, and operands have 32 bits. */
export const LONGEST_RECORD = 3 + 8 + 3 * 5;

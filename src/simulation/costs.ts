/** Where a cost of the machine stands in its table. */
export enum Cost {
  trap,
  trap_return,
  switch,
  address_space,
  refill,
  softint,
  handoff,
  stack_switch,
  wakeup,
  lock,
  lock_contended,
  spl,
  syscall,
  mask,
  register,
  ipi,
}

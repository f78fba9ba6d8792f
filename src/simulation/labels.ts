import { HANDOFF } from '../trace/trace.js';
import type { CodeBuilder } from './code.js';

/** Labels of the kernel's own work, which no statement stands for. They are the first of every program. */
export enum Label {
  idle,
  trap,
  trap_return,
  switch,
  address_space,
  refill,
  softint,
  handoff,
  poll,
  register,
  ipi,
  wakeup,
  lock,
  lock_contended,
  spl,
  spin,
  mask,
  receive,
  send,
  sleep,
  interrupt,
  request,
  exit,
}

const TEXTS: Readonly<Record<keyof typeof Label, string>> = {
  idle: 'idle',
  trap: 'trap',
  trap_return: 'return from trap',
  switch: 'context switch',
  address_space: 'address space',
  refill: 'cache refill',
  softint: 'softint dispatch',
  handoff: HANDOFF,
  poll: 'poll',
  register: 'register access',
  ipi: 'ipi',
  wakeup: 'wakeup',
  lock: 'lock',
  lock_contended: 'contended lock',
  spl: 'spl',
  spin: 'spin',
  mask: 'mask',
  receive: 'receive',
  send: 'send',
  sleep: 'sleep',
  interrupt: 'interrupt',
  request: 'request',
  exit: 'exit',
};

/** Puts them in front of all other labels of the code. */
export function labelKernel(builder: CodeBuilder): void {
  for (const text of Object.values(TEXTS)) builder.label(text);
}

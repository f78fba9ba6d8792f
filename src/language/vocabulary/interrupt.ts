import type { Word } from './word.js';

export const INTERRUPT: readonly Word[] = [
  {
    word: 'inline',
    form: 'interrupt inline',
    doc: "On the interrupted context's stack; no thread, so it cannot sleep.",
  },
  {
    word: 'interrupt_stack',
    form: 'interrupt interrupt_stack',
    doc: "The same on a stack of the CPU's own, for `cost stack_switch`; it cannot sleep either.",
  },
  { word: 'thread', form: 'interrupt thread', doc: "The trap only wakes a thread of the device's own." },
  {
    word: 'filter_thread',
    form: 'interrupt filter_thread',
    doc: "The device's `filter` runs in the trap, and wakes such a thread.",
  },
  {
    word: 'pinned_thread',
    form: 'interrupt pinned_thread',
    doc: 'A thread that borrows the CPU from the interrupted one, which stays pinned underneath, for `cost handoff`; it becomes a full thread only if it sleeps.',
  },
];

export const SOFTINT: readonly Word[] = [
  { word: 'on_return', form: 'softint on_return', doc: 'On the way out of the trap, when the level drops.' },
  { word: 'thread', form: 'softint thread', doc: 'In a thread for each level and CPU.' },
  {
    word: 'pinned_thread',
    form: 'softint pinned_thread',
    doc: 'In a thread that borrows the CPU from the interrupted one.',
  },
  {
    word: 'softirq',
    form: 'softint softirq',
    doc: 'On the way out of the trap within limits, and beyond them in a thread of timeshare priority.',
  },
];

export const DISPATCH: readonly Word[] = [
  { word: 'deferred', form: 'dispatch deferred', doc: 'Through the queue and a soft interrupt.' },
  { word: 'direct', form: 'dispatch direct', doc: 'By a call: the next stage runs where this one does.' },
  {
    word: 'hybrid',
    form: 'dispatch hybrid',
    doc: 'By a call where the CPU is the one that serves the queue and nothing is queued or running there, otherwise through the queue.',
  },
];

export const REDISPATCH: readonly Word[] = [
  { word: 'as_dispatched', form: 'redispatch as_dispatched', doc: 'As `dispatch` says.' },
  { word: 'deferred', form: 'redispatch deferred', doc: 'Always through the queue.' },
];

export const NETISR: readonly Word[] = [
  { word: 'local', form: 'netisr local', doc: 'The CPU that took the interrupt.' },
  { word: 'hashed', form: 'netisr hashed', doc: "The CPU that the packet's flow hashes to." },
];

export const BLOCKED_MASKS: readonly Word[] = [
  { word: 'source', form: 'blocked_masks source', doc: 'Only its own source.' },
  { word: 'levels', form: 'blocked_masks levels', doc: 'Its level and all below.' },
];

export const SWITCHED: readonly Word[] = [
  { word: 'on', form: 'on', doc: 'It does.' },
  { word: 'off', form: 'off', doc: 'It does not.' },
];

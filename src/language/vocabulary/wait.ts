import type { Word } from './word.js';

export const AWAIT: readonly Word[] = [
  { word: 'block', form: 'await block', doc: 'The context sleeps until the completion wakes it; that takes a thread.' },
  {
    word: 'continuation',
    form: 'await continuation via softint | continuation via thread | continuation immediately',
    doc: 'The context goes on with other work, and the completion has the rest of the stage run.',
  },
];

export const CONTINUATION: readonly Word[] = [
  { word: 'via', form: 'via softint | via thread', doc: 'The completion has the rest run somewhere else.' },
  { word: 'immediately', form: 'immediately', doc: 'The rest runs in the handler of the completion.' },
];

export const VIA: readonly Word[] = [
  { word: 'softint', form: 'via softint', doc: "By way of the stage's soft interrupt, on the CPU that `netisr` says." },
  { word: 'thread', form: 'via thread', doc: 'By way of a kernel thread of the device (cryptoret of OCF).' },
];

export const LOCK: readonly Word[] = [
  {
    word: 'biglock',
    form: 'lock biglock',
    doc: 'One lock around the whole kernel; named locks cost nothing beside it but `cost spl`.',
  },
  { word: 'spin', form: 'lock spin', doc: 'A waiter spins; interrupts stay off below its level.' },
  {
    word: 'adaptive',
    form: 'lock adaptive',
    doc: 'A waiter spins while the holder runs on another CPU, and sleeps otherwise; that takes a thread. A lock that is also taken where there is none, in the trap itself, spins.',
  },
  {
    word: 'blocking',
    form: 'lock blocking',
    doc: 'A waiter sleeps; that takes a thread. A lock that is also taken where there is none, in the trap itself, spins.',
  },
];

export const SCHEDULER: readonly Word[] = [
  {
    word: 'round_robin',
    form: 'scheduler round_robin',
    doc: 'In turns, of a quantum each; a thread that is woken waits for its turn.',
  },
  {
    word: 'fair',
    form: 'scheduler fair',
    doc: 'In the band `timeshare` whoever has had the least of the CPU is next, and a thread that is woken takes it from an equal one that has had more, by a third of a quantum.',
  },
];

export const PREEMPT: readonly Word[] = [
  { word: 'user', form: 'preempt user', doc: 'On the way back to user mode.' },
  {
    word: 'interrupts',
    form: 'preempt interrupts',
    doc: 'Also inside the kernel, at once, but there only for the threads of interrupts and soft interrupts.',
  },
  { word: 'kernel', form: 'preempt kernel', doc: 'Also inside the kernel, at once.' },
];

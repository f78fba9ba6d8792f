// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
// Words that several kinds of devices have.

import type { HardIpl } from '../../model/ipl.js';
import type { Word } from './word.js';

export function rateWord(): Word {
  return {
    word: 'rate',
    form: 'rate BANDWIDTH',
    doc: "Rate at which a request's bytes are worked on. Without it the size does not matter.",
    snippet: 'rate ${1:500Mbps}',
    optional: true,
  };
}

export function iplWord(level: HardIpl): Word {
  return {
    word: 'ipl',
    form: 'ipl LEVEL',
    doc: "The level of the device's interrupt: it waits while a CPU is at this level or above.",
    snippet: 'ipl ${1:net}',
    default: `ipl ${level}`,
  };
}

export function cpuWord(): Word {
  return {
    word: 'cpu',
    form: 'cpu N',
    doc: "The CPU that takes the device's interrupts, counted from zero.",
    snippet: 'cpu ${1:0}',
    default: 'cpu 0',
  };
}

export function filterWord(): Word {
  return {
    word: 'filter',
    form: 'filter { STATEMENTS }',
    doc: "Work in the trap itself, where a design has a primary handler before the interrupt's thread.",
    snippet: 'filter {\n\trun ${1:filter} ${2:200ns}\n}',
    default: 'filter { }',
  };
}

export function interruptWord(): Word {
  return {
    word: 'interrupt',
    form: 'interrupt { STATEMENTS }',
    doc: 'Work once for every interrupt: reading the status register, acknowledging.',
    snippet: 'interrupt {\n\trun ${1:intr} ${2:600ns}\n}',
    default: 'interrupt { }',
  };
}

export function moderationWord(): Word {
  return {
    word: 'moderation',
    form: 'moderation none | [gap TIME | adaptive …] [packets N] [packet_timer TIME] [absolute_timer TIME]',
    doc: 'When a device that has something to report raises its interrupt. Rules can be combined: with `gap` no interrupt comes before the gap has passed; the other rules each raise it.',
    snippet: 'moderation ${1:none}',
    default: 'moderation none',
  };
}

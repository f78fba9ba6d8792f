// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

export const DESIGN: readonly Word[] = [
  {
    word: 'interrupt',
    form: 'interrupt inline | interrupt_stack | thread | filter_thread | pinned_thread',
    doc: 'Where hard interrupt handlers run.',
    snippet: 'interrupt ${1|inline,interrupt_stack,thread,filter_thread,pinned_thread|}',
  },
  {
    word: 'softint',
    form: 'softint on_return | thread | pinned_thread | softirq',
    doc: 'Where soft interrupts run.',
    snippet: 'softint ${1|on_return,thread,pinned_thread,softirq|}',
  },
  {
    word: 'dispatch',
    form: 'dispatch deferred | direct | hybrid',
    doc: "How a stage's packet reaches the next stage.",
    snippet: 'dispatch ${1|deferred,direct,hybrid|}',
    default: 'dispatch deferred',
  },
  {
    word: 'redispatch',
    form: 'redispatch as_dispatched | deferred',
    doc: 'The same for a packet that a soft stage enqueues again, after decapsulation: a call would nest.',
    snippet: 'redispatch ${1|deferred,as_dispatched|}',
    default: 'redispatch as_dispatched',
  },
  {
    word: 'netisr',
    form: 'netisr local | hashed',
    doc: 'The CPU that serves an input queue.',
    snippet: 'netisr ${1|hashed,local|}',
    default: 'netisr local',
  },
  {
    word: 'await',
    form: 'await block | continuation via softint | continuation via thread | continuation immediately',
    doc: 'What a context does that has to wait for a device.',
    snippet: 'await ${1|block,continuation via softint,continuation via thread,continuation immediately|}',
  },
  {
    word: 'blocked_masks',
    form: 'blocked_masks source | levels',
    doc: 'What stays away from a CPU while one of its pinned handlers sleeps.',
    snippet: 'blocked_masks ${1|levels,source|}',
    default: 'blocked_masks source',
  },
  {
    word: 'lock',
    form: 'lock biglock | spin | adaptive | blocking',
    doc: 'What happens to a context that finds a lock held.',
    snippet: 'lock ${1|biglock,spin,adaptive,blocking|}',
  },
  {
    word: 'inheritance',
    form: 'inheritance off | on',
    doc: 'Whether who waits for a lock lends its priority to the holder.',
    snippet: 'inheritance ${1|on,off|}',
    default: 'inheritance off',
  },
  {
    word: 'poll',
    form: 'poll none | napi … | quota … | clock … | busy …',
    doc: "How a NIC's packets are taken when not by its interrupt handler.",
    snippet: 'poll ${1|none,napi,quota,clock,busy|}',
    default: 'poll none',
  },
  {
    word: 'softirq',
    form: 'softirq [restarts N] [time TIME] [budget N]',
    doc: 'Limits of a run of soft interrupts under `softint softirq`, after which the rest is left to ksoftirqd.',
    snippet: 'softirq restarts ${1:10} time ${2:2ms} budget ${3:300}',
    default: 'softirq restarts 10',
  },
  {
    word: 'preempt',
    form: 'preempt user | interrupts | kernel',
    doc: 'When a woken thread of better priority takes the CPU.',
    snippet: 'preempt ${1|user,interrupts,kernel|}',
    default: 'preempt user',
  },
  {
    word: 'handoff',
    form: 'handoff off | on',
    doc: 'Whether a thread that leaves by a continuation hands its stack to one that did, for `cost handoff` in place of a switch: in any wait but that for a lock, and on the way back to user mode.',
    snippet: 'handoff ${1|on,off|}',
    default: 'handoff off',
  },
  {
    word: 'quantum',
    form: 'quantum TIME',
    doc: 'Time after which a thread gives the CPU to another of the same priority.',
    snippet: 'quantum ${1:100ms}',
    default: 'quantum 100ms',
  },
];

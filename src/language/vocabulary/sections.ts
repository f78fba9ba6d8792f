import { CLOCK, CLOCK_EACH } from './clock.js';
import { DESIGN } from './design.js';
import { DEVICE_KINDS } from './device.js';
import { DISTRIBUTION, SHAPE } from './distribution.js';
import { EXTENDS, FILE } from './file.js';
import { BLOCKED_MASKS, DISPATCH, INTERRUPT, NETISR, REDISPATCH, SOFTINT, SWITCHED } from './interrupt.js';
import { CLOCK_AT, COST, MACHINE } from './machine.js';
import { METRIC } from './metric.js';
import { ADAPTIVE, MODERATION, MODERATION_NONE } from './moderation.js';
import { NIC, QUEUES_CPU, QUEUES_ON, RING } from './nic.js';
import { HARD_IPL, PATH, SOFT_IPL } from './path.js';
import { BURST_OFF, BURST_ON, FILE_SCALE, PATTERN } from './pattern.js';
import {
  BUSY_OPTIONS,
  CLOCK_OPTIONS,
  FEEDBACK_HIGH,
  FEEDBACK_LOW,
  NAPI_OPTIONS,
  POLL,
  QUOTA_OPTIONS,
  SOFTIRQ_LIMITS,
} from './poll.js';
import { BAND, PROCESS } from './process.js';
import { CRYPTO, DISK, GENERIC } from './request.js';
import { CLOCKS_NONE, LATENCY, PROCESSES_NONE, RUN } from './run.js';
import { CONDITION, DROP, ELSE, ENQUEUE_OPTIONS, OTHERWISE, PACKET_FIELD, STATEMENT } from './statement.js';
import { SWEEP, SWEEP_IN, SWEEP_LOG, SWEEP_RANGE, SWEEP_STEPS, SWEEP_TO, SWEPT } from './sweep.js';
import { AWAIT, CONTINUATION, LOCK, PREEMPT, SCHEDULER, VIA } from './wait.js';
import type { Word } from './word.js';
import { AT, ON, STREAM_OPTIONS, TCP_OPTIONS, WORKLOAD } from './workload.js';

/** Every section, by the title that it has in docs/language.md. */
export const SECTIONS: Readonly<Record<string, readonly Word[]>> = {
  'Top level': FILE,
  Extending: EXTENDS,
  'Device kinds': DEVICE_KINDS,
  Machine: MACHINE,
  Costs: COST,
  Clock: CLOCK_AT,
  NIC,
  Crypto: CRYPTO,
  Generic: GENERIC,
  Disk: DISK,
  'Clock device': [...CLOCK, ...CLOCK_EACH],
  Queues: [...QUEUES_ON, ...QUEUES_CPU],
  Ring: RING,
  Moderation: [...MODERATION_NONE, ...MODERATION, ...ADAPTIVE],
  Design: DESIGN,
  'Interrupt context': INTERRUPT,
  'Soft interrupt context': SOFTINT,
  Dispatch: DISPATCH,
  Redispatch: REDISPATCH,
  Netisr: NETISR,
  'Blocked handlers': BLOCKED_MASKS,
  Switched: SWITCHED,
  Polling: POLL,
  NAPI: NAPI_OPTIONS,
  Quota: [...QUOTA_OPTIONS, ...FEEDBACK_HIGH, ...FEEDBACK_LOW],
  'Clock polling': CLOCK_OPTIONS,
  'Busy polling': BUSY_OPTIONS,
  Softirq: SOFTIRQ_LIMITS,
  Waits: [...AWAIT, ...CONTINUATION, ...VIA],
  Locks: LOCK,
  Preemption: PREEMPT,
  Scheduler: SCHEDULER,
  Path: PATH,
  'Hard levels': HARD_IPL,
  'Soft levels': SOFT_IPL,
  Statements: [...STATEMENT, ...ELSE, ...OTHERWISE],
  'Queue options': [...ENQUEUE_OPTIONS, ...DROP],
  Conditions: [...CONDITION, ...PACKET_FIELD],
  Distributions: [...DISTRIBUTION, ...SHAPE],
  Process: PROCESS,
  Bands: BAND,
  Workload: [...WORKLOAD, ...ON, ...AT],
  Patterns: [...PATTERN, ...BURST_ON, ...BURST_OFF, FILE_SCALE],
  'Packet options': STREAM_OPTIONS,
  'Options of tcp': TCP_OPTIONS,
  Run: [...RUN, ...PROCESSES_NONE, ...CLOCKS_NONE, ...LATENCY],
  Sweep: [...SWEEP, ...SWEPT],
  'Sweep values': [...SWEEP_RANGE, ...SWEEP_TO, ...SWEEP_IN, ...SWEEP_STEPS, ...SWEEP_LOG],
  Metrics: METRIC,
};

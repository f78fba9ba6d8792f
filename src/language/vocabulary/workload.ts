// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets in editors.
import type { Word } from './word.js';

export const WORKLOAD: readonly Word[] = [
  {
    word: 'packet',
    form: 'packet on NIC at TIME [, TIME …] [size SIZE] [class NAME] [flows N]',
    doc: 'Packets whose last bit arrives at the given times, or as soon after as the wire is free.',
    snippet: 'packet on ${1:wm0} at ${2:10us} size ${3:1500B}',
  },
  {
    word: 'packets',
    form: 'packets on NIC PATTERN [from TIME] [until TIME] [count N] [size SIZES] [class NAME] [flows N]',
    doc: 'A stream of packets. The pattern is `every`, `rate`, `poisson`, `wire`, `bursts` or `file`.',
    snippet: 'packets on ${1:wm0} ${2:every 100us} size ${3:1500B}',
  },
  {
    word: 'tcp',
    form: 'tcp on NIC [sessions N] [window SIZE] [mss SIZE] [rtt TIME] [total SIZE] [delayed_ack TIME] [min_rto TIME] [from TIME] [until TIME] [class NAME]',
    doc: 'Senders of TCP, whose segments come as the acknowledgements of the host let them.',
    snippet: 'tcp on ${1:wm0} sessions ${2:4} window ${3:64KiB} rtt ${4:200us}',
  },
];

export const ON: readonly Word[] = [{ word: 'on', form: 'on NIC', doc: 'The NIC that the packets arrive on.' }];

export const AT: readonly Word[] = [{ word: 'at', form: 'at TIME, TIME …', doc: 'When the packets arrive.' }];

export const PACKET_OPTIONS: readonly Word[] = [
  {
    word: 'size',
    form: 'size SIZES',
    doc: 'Size of the packets, headers included (1 B to 64 KiB); may be a distribution.',
    snippet: 'size ${1:1500B}',
    default: 'size 1500B',
  },
  {
    word: 'class',
    form: 'class NAME',
    doc: 'Class of the packets, for `if class`.',
    snippet: 'class ${1:name}',
    optional: true,
  },
  {
    word: 'flows',
    form: 'flows N',
    doc: 'Flows that the packets belong to (1 to 65,536): by chance where arrivals are independent (`poisson`), otherwise in turn. A flow keeps to one queue of a NIC, and under `netisr hashed` to one CPU.',
    snippet: 'flows ${1:16}',
    default: 'flows 1',
  },
];

export const STREAM_OPTIONS: readonly Word[] = [
  {
    word: 'from',
    form: 'from TIME',
    doc: 'When the stream begins.',
    snippet: 'from ${1:0us}',
    default: 'from 0us',
  },
  {
    word: 'until',
    form: 'until TIME',
    doc: 'When the stream ends. Without it: with the run.',
    snippet: 'until ${1:1ms}',
    optional: true,
  },
  {
    word: 'count',
    form: 'count N',
    doc: 'At most so many packets.',
    snippet: 'count ${1:100}',
    optional: true,
  },
  ...PACKET_OPTIONS,
];

export const TCP_OPTIONS: readonly Word[] = [
  {
    word: 'sessions',
    form: 'sessions N',
    doc: 'Sessions (1 to 1,000), each a flow of its own; they begin evenly spread over the first round trip.',
    snippet: 'sessions ${1:4}',
    default: 'sessions 1',
  },
  {
    word: 'window',
    form: 'window SIZE',
    doc: 'Receive buffer of a session, which bounds its window: whole segments, at least one.',
    snippet: 'window ${1:64KiB}',
    default: 'window 64KiB',
  },
  {
    word: 'mss',
    form: 'mss SIZE',
    doc: 'Data in a segment; its frame has 58 bytes more, for the headers of TCP, IP and Ethernet and the checksum.',
    snippet: 'mss ${1:1460B}',
    default: 'mss 1460B',
  },
  {
    word: 'rtt',
    form: 'rtt TIME',
    doc: "Round trip of the network, without the NIC's wire and what the host takes.",
    snippet: 'rtt ${1:200us}',
    default: 'rtt 200us',
  },
  {
    word: 'total',
    form: 'total SIZE',
    doc: 'What each session sends, in whole segments. Without it: as much as it can.',
    snippet: 'total ${1:10MB}',
    optional: true,
  },
  {
    word: 'delayed_ack',
    form: 'delayed_ack TIME',
    doc: 'How long the acknowledgement of a single segment is put off; `0us` acknowledges each at once.',
    snippet: 'delayed_ack ${1:200ms}',
    default: 'delayed_ack 200ms',
  },
  {
    word: 'min_rto',
    form: 'min_rto TIME',
    doc: 'Least time after which a sender sends again what is not acknowledged (RFC 6298 says 1 s; Linux has 200 ms).',
    snippet: 'min_rto ${1:1s}',
    default: 'min_rto 1s',
  },
];

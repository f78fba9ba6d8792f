import { describe, expect, test } from 'vitest';
import { contextSwitches } from '../../src/trace/read.js';
import { simulateText } from '../support/scenario.js';

/**
 * One isolated IPsec packet under the designs of the library: how often a thread gets the CPU, in which order, and how
 * often the CPU traps. Derived from the sources that each design names. The receiver of the packet stays asleep behind
 * an equal that computes, so it adds nothing.
 */
function packet(stages: string): string {
  return `
import "std/designs"
import "std/devices"
machine pc {
  cpus 1 at 2.4GHz
  cost trap 400ns; cost trap_return 300ns; cost switch 2us; cost softint 150ns; cost wakeup 300ns; cost handoff 100ns
}
device wm0: nic { link 1Gbps; input ipsec_in }
device ubsec0: crypto extends bcm5823 { }
path ipsec_in { hard net { run wm_rxintr 1us; run ether_input 1us; enqueue ipintrq } ${stages} }
process server { loop { receive; run read 2us } }
process compute { loop { run work 1ms } }
workload one { packet on wm0 at 10us size 1500B }
run "one" { machine pc; workload one; for 300us; designs DESIGN }`;
}

/** The cleartext goes straight on to TCP. */
const straight = packet(
  'soft softnet { run esp_input 3us; await ubsec0 (packet.size); run esp_input_cb 1us; run tcp_input 4us; deliver server }',
);
/** The cleartext is queued for IP once more, as FreeBSD's ipsec_input.c does by netisr_queue. */
const requeued = packet(`
  soft softnet { run esp_input 3us; await ubsec0 (packet.size); run esp_input_cb 1us; enqueue ipintrq }
  soft softnet { run tcp_input 4us; deliver server }`);

function threads(text: string, design: string): { readonly order: string; readonly interrupts: number } {
  const { trace, metrics } = simulateText(text.replace('DESIGN', design), design);
  expect(metrics.delivered).toBe(1);
  const switches = contextSwitches(trace);
  const short = (context: number) =>
    trace.contexts[context]!.name.replace(/ (interrupt|softint)? ?thread$/, ' $1').trim();
  const order = switches.length === 0 ? '' : [switches[0]!.from, ...switches.map(({ to }) => to)].map(short).join(', ');
  return { order, interrupts: metrics.interrupts };
}

describe('one IPsec packet', () => {
  const cases: readonly (readonly [design: string, text: string, order: string])[] = [
    ['biglock', straight, ''],
    ['netbsd5_softint', straight, ''],
    ['solaris_pinned', straight, ''],
    ['linux_softirq', straight, ''],
    ['linux_napi', straight, ''],
    [
      'interrupt_threads',
      straight,
      'compute, wm0 interrupt, softnet softint, compute, ubsec0 interrupt, softnet softint, compute',
    ],
    // Threaded handlers run what they raise at their own end: one thread each way.
    ['linux_threaded_irq', straight, 'compute, wm0 interrupt, compute, ubsec0 interrupt, compute'],
    ['preempt_rt', straight, 'compute, wm0 interrupt, compute, ubsec0 interrupt, compute'],
    // February 2007, net.isr.direct = 0: swi:net preempts the return thread that queues the cleartext.
    [
      'freebsd_ithreads',
      requeued,
      'compute, wm0 interrupt, softnet softint, compute, ubsec0 interrupt, ubsec0 return thread, softnet softint, ubsec0 return thread, compute',
    ],
    // The same with net.isr.direct = 1: protocol input by the interrupt's thread, but the cleartext is queued still.
    [
      'freebsd_ithreads_direct',
      requeued,
      'compute, wm0 interrupt, compute, ubsec0 interrupt, ubsec0 return thread, softnet softint, ubsec0 return thread, compute',
    ],
    // A thread for protocol input; the interrupt's own is laid on top of what runs.
    ['dragonfly_lwkt', straight, 'compute, softnet softint, compute, softnet softint, compute'],
  ];
  test.each(cases)('%s', (design, text, order) => {
    const expected = order
      .replace(/ return thread/g, ' return thread')
      .replace(/ubsec0 return thread/g, 'ubsec0 return');
    expect(threads(text, design)).toEqual({ order: expected, interrupts: 2 });
  });

  test('FreeBSD of that month switches eight times deferred and seven direct', () => {
    expect(simulateText(requeued.replace('DESIGN', 'freebsd_ithreads'), 'freebsd_ithreads').metrics.switches).toBe(8);
    const direct = 'freebsd_ithreads_direct';
    expect(simulateText(requeued.replace('DESIGN', direct), direct).metrics.switches).toBe(7);
  });
});

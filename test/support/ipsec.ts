/**
 * The scenario of examples/ipsec.irq with parts exchanged. Its costs, in microseconds, from which timelines are derived:
 * trap 0.4, trap_return 0.3, switch 2, refill 1.5, softint 0.15, wakeup 0.3, lock 0.04; wm_rxintr 1, ether_input 1.2;
 * ip_input 2, esp_input 3; ubsec_process 0.5, ubsec_intr 0.6, crypto_done 0.4; esp_input_cb 1.5, tcp_input 4; read 2.
 * A request of 1500 bytes takes the crypto device 5 + 24 = 29. The link is so fast that packets may come 1.3 apart.
 */
export interface IpsecChanges {
  readonly packets?: string;
  readonly processes?: string;
  readonly nic?: string;
  readonly crypto?: string;
  readonly enqueue?: string;
  readonly costs?: string;
  readonly cpus?: number;
  readonly time?: string;
  readonly designs?: string;
  readonly list?: string;
}

export const SERVER = 'process server { loop { receive; run read 2us } }';
export const COMPUTE = 'process compute { loop { run work 1ms } }';

export const COSTS = `
  cost trap 400ns
  cost trap_return 300ns
  cost switch 2us
  cost refill 1.5us
  cost softint 150ns
  cost wakeup 300ns
  cost lock 40ns`;

export function ipsec({
  packets = 'packet on wm0 at 10us',
  processes = `${SERVER}\n${COMPUTE}`,
  nic = '',
  crypto = '',
  enqueue = 'enqueue ipintrq',
  costs = '',
  cpus = 1,
  time = '200us',
  designs = '',
  list = 'interrupt_threads, biglock',
}: IpsecChanges = {}): string {
  return `
import "std/designs"
import "std/devices"
machine pc2007 { cpus ${cpus} at 2.4GHz; ${COSTS}\n${costs} }
device wm0: nic { link 10Gbps; ipl net; input ipsec_in; ${nic} }
device ubsec0: crypto extends bcm5823 { ${crypto} }
path ipsec_in {
  hard net { run wm_rxintr 1us; run ether_input 1.2us; ${enqueue} }
  soft softnet {
    run ip_input 2us; run esp_input 3us
    await ubsec0 (packet.size)
    run esp_input_cb 1.5us; run tcp_input 4us
    deliver server
  }
}
${processes}
${designs}
workload packets { ${packets} }
run "ipsec" { machine pc2007; workload packets; for ${time}; designs ${list} }
`;
}

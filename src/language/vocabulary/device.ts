import { CLOCK } from './clock.js';
import { NIC } from './nic.js';
import { CRYPTO, DISK, GENERIC } from './request.js';
import type { Word } from './word.js';

export const DEVICE_KINDS: readonly Word[] = [
  { word: 'nic', form: 'nic', doc: 'A network interface: a wire, a receive ring, a transmit ring, an interrupt.' },
  {
    word: 'crypto',
    form: 'crypto',
    doc: 'A crypto accelerator: a work queue of slots, served by engines; a request beyond it waits in the driver.',
  },
  { word: 'generic', form: 'generic', doc: 'Anything that serves requests, with a time of service for each.' },
  { word: 'disk', form: 'disk', doc: 'A disk: a seek, a part of a turn, and the transfer of the bytes.' },
  { word: 'clock', form: 'clock', doc: 'A periodic interrupt, and the work that it puts off.' },
];

/** The words of each kind of device. */
export const DEVICE_WORDS: Readonly<Record<string, readonly Word[]>> = {
  nic: NIC,
  crypto: CRYPTO,
  generic: GENERIC,
  disk: DISK,
  clock: CLOCK,
};

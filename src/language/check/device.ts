import type { Device } from '../../model/device.js';
import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { CLOCK } from '../vocabulary/clock.js';
import { NIC } from '../vocabulary/nic.js';
import { CRYPTO, DISK, GENERIC } from '../vocabulary/request.js';
import { readClock } from './clock.js';
import { Fields } from './fields.js';
import { readHead } from './head.js';
import { readNic } from './nic.js';
import { readCrypto, readDisk, readGeneric } from './request.js';

/** Reads a device of whatever kind; undefined where it has an error. */
export function readDevice(declaration: Declaration, context: Context): Device | undefined {
  switch (readHead(declaration, context)) {
    case 'nic':
      return readNic(new Fields(declaration, context, NIC));
    case 'crypto':
      return readCrypto(new Fields(declaration, context, CRYPTO));
    case 'generic':
      return readGeneric(new Fields(declaration, context, GENERIC));
    case 'disk':
      return readDisk(new Fields(declaration, context, DISK));
    case 'clock':
      return readClock(new Fields(declaration, context, CLOCK));
    default:
      return undefined;
  }
}

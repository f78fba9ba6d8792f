import type { DeviceKind } from '../trace/trace.js';

/** Kinds of devices as people call them. */
export const DEVICE_NAMES: Readonly<Record<DeviceKind, string>> = {
  nic: 'NIC',
  crypto: 'crypto',
  generic: 'device',
  disk: 'disk',
  clock: 'clock',
};

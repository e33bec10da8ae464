/** The parts that are broken on purpose: what of each, and the folders that a copy of it needs. */

import { GATEWAY_MUTANTS } from './gateway.ts';
import { PHONE_MUTANTS } from './phone.ts';
import type { MutantRoom } from './try-mutants.ts';

export const ROOMS: Readonly<Record<'gateway' | 'phone', MutantRoom>> = {
  gateway: { mutants: GATEWAY_MUTANTS, folders: ['clock', 'mock-apns'] },
  phone: { mutants: PHONE_MUTANTS, folders: ['clock', 'virtual-iphone'] },
};

/** Everything a spec is written with. */
export { callKit } from './call-kit.ts';
export { callServer } from './call-server.ts';
export { type Call, caller, elapse } from './caller.ts';
export { gateway } from './gateway.ts';
export { phone } from './phone.ts';
export { requirement } from './requirement.ts';

/** Everything a spec is written with. */
export { answeredCall } from './answered-call.ts';
export { callControls } from './call-controls.ts';
export { callKit } from './call-kit.ts';
export { callServer } from './call-server.ts';
export { type Call, caller, elapse } from './caller.ts';
export { abilities, isAsClaimed } from './claimed.ts';
export { conversation } from './conversation.ts';
export { gateway } from './gateway.ts';
export { media } from './media.ts';
export { otherLine } from './other-line.ts';
export { callee, outgoing } from './outgoing.ts';
export { phone } from './phone.ts';
export { race } from './race.ts';
export { requirement } from './requirement.ts';
export { sound } from './sound.ts';
export { systemCalls } from './system-calls.ts';
export { voipPush } from './voip-push.ts';

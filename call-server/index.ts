/** The scripted call server: users and devices, calls and legs, push routing. */
export { type CallRecord, type Leg, type Outcome, type PushOutcome } from './call.ts';
export {
  type CallServer,
  type CallServerOptions,
  startCallServer,
} from './call-server.ts';
export type { Device, TokenKind } from './directory.ts';
export type { HttpRequest, HttpResponse } from './in-process-http.ts';
export type { SocketEvents, SocketLink } from './memory-socket.ts';
export type { Caller, DialRequest } from './messages.ts';
export type {
  ApnsOptions,
  ProviderCertificateCredential,
  ProviderCredential,
  ProviderKeyCredential,
} from './provider.ts';
export type { Push } from './pushes.ts';
export { Ringer, type RingerParts } from './ringer.ts';
export type { Credentials, Route } from './routing.ts';
export {
  type CallScript,
  type CallServerStageParts,
  callServerStage,
  checkScript,
  type RunOptions,
  runScript,
  type ScriptProblem,
  type ScriptResult,
  type Stage,
  type StepFailure,
} from './scripts/index.ts';
export type { SignalFault } from './signal-faults.ts';
export type { CallInfo } from './signalling.ts';
export { StoreError, type StoreOptions } from './store/database.ts';

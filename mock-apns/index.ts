/** The mock APNs gateway: Apple's provider API on the outside, courier links to phones on the inside. */
export {
  type ControlClient,
  type ControlClientOptions,
  ControlError,
  type ControlledDevice,
  type ControlledFault,
  type ControlledPush,
  connectControl,
} from './control/client.ts';
export { type ControlOptions, type ControlServer, startControl } from './control/index.ts';
export { type AddedCredentials, addCredentials, type FolderRequest } from './credentials/add-credentials.ts';
export { type Certificates, makeCertificates } from './credentials/certificates.ts';
export type { CertificateKind } from './credentials/client-certificate.ts';
export { CredentialsError } from './credentials/credentials-error.ts';
export { type Credentials, loadCredentials } from './credentials/credentials-folder.ts';
export type { CertificateRequest, ProviderCertificate } from './credentials/issue-certificate.ts';
export {
  type Environment,
  type ExistingKey,
  type KeyEnvironment,
  type KeyRequest,
  type ProviderKey,
  ProviderKeys,
} from './credentials/provider-keys.ts';
export type { CourierLink, DeviceLink } from './devices/device.ts';
export type { DeviceRateLimit } from './devices/device-rate.ts';
export type { CourierPush } from './devices/push.ts';
export type { ExpectOptions } from './expectations/expect-push.ts';
export type { PushExpectation } from './expectations/push-expectation.ts';
export {
  type AnswerableReason,
  type FaultMatch,
  type FaultRequest,
  faultRequestSchema,
} from './faults/fault-request.ts';
export type { FaultRule } from './faults/faults.ts';
export { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
export { CHECKS, type CheckName, WORKING_ORDER } from './judging/checks.ts';
export { REASONS, type Reason } from './judging/reasons.ts';
export type { RelayOptions } from './relay/options.ts';
export { DEFAULT_SETTINGS, type GatewaySettings } from './settings/settings.ts';
export { startWorlds, type Worlds, type WorldsOptions } from './worlds.ts';

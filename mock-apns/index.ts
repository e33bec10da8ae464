/** The mock APNs gateway: Apple's provider API on the outside, courier links to phones on the inside. */
export { type Certificates, makeCertificates } from './certificates.ts';
export { CHECKS, type CheckName, WORKING_ORDER } from './checks.ts';
export type { CertificateKind } from './client-certificate.ts';
export type { CourierLink, DeviceLink } from './device.ts';
export type { DeviceRateLimit } from './device-rate.ts';
export type { FaultMatch, FaultRequest, FaultRule } from './faults.ts';
export { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
export type { CertificateRequest, ProviderCertificate } from './issue-certificate.ts';
export type { Environment, KeyEnvironment, KeyRequest, ProviderKey } from './provider-keys.ts';
export type { CourierPush } from './push.ts';
export { REASONS, type Reason } from './reasons.ts';
export { DEFAULT_SETTINGS, type GatewaySettings } from './settings.ts';

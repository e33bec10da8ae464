/** PushKit, VoIP type only. */
export {
  PKPushCredentials,
  PKPushPayload,
  type PKPushType,
  PKPushTypeVoIP,
  PKVoIPPushMetadata,
} from './pk-push-credentials.ts';
export { PKPushRegistry, type PKPushRegistryDelegate } from './pk-push-registry.ts';

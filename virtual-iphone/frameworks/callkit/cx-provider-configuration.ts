/** CXProviderConfiguration with Apple's defaults. A provider copies it: changing it later has no effect until it is set again. */

import type { ProviderConfigurationData } from '../../messages.ts';
import { requireCallKit } from '../availability.ts';
import type { CXHandleType } from './constants.ts';

export class CXProviderConfiguration {
  /** From the initialiser that iOS 14 deprecated; null: the app's display name. */
  readonly localizedName: string | null;
  ringtoneSound: string | null = null;
  maximumCallGroups = 2;
  maximumCallsPerCallGroup = 5;
  supportsVideo = false;
  includesCallsInRecents = true;
  /** iOS 26. */
  supportsAudioTranslation = false;
  supportedHandleTypes: ReadonlySet<CXHandleType> = new Set();

  constructor(localizedName: string | null = null) {
    requireCallKit('CXProviderConfiguration');
    this.localizedName = localizedName;
  }
}

/** The provider behind a ConversationManager; the system treats its calls a little differently. */
const conversational = new WeakSet<CXProviderConfiguration>();

export function conversationConfiguration(values: {
  readonly ringtoneSound: string | null;
  readonly maximumCallGroups: number;
  readonly maximumCallsPerCallGroup: number;
  readonly includesCallsInRecents: boolean;
  readonly supportsVideo: boolean;
  readonly supportedHandleTypes: readonly CXHandleType[];
}): CXProviderConfiguration {
  const configuration = new CXProviderConfiguration();
  Object.assign(configuration, values, { supportedHandleTypes: new Set(values.supportedHandleTypes) });
  conversational.add(configuration);
  return configuration;
}

export function copyOf(configuration: CXProviderConfiguration): CXProviderConfiguration {
  const copy = new CXProviderConfiguration(configuration.localizedName);
  if (conversational.has(configuration)) conversational.add(copy);
  return Object.assign(copy, configuration, { supportedHandleTypes: new Set(configuration.supportedHandleTypes) });
}

export function configurationData(configuration: CXProviderConfiguration): ProviderConfigurationData {
  const { localizedName, ringtoneSound } = configuration;
  return {
    ...(localizedName === null ? {} : { localizedName }),
    ...(ringtoneSound === null ? {} : { ringtoneSound }),
    maximumCallGroups: configuration.maximumCallGroups,
    maximumCallsPerCallGroup: configuration.maximumCallsPerCallGroup,
    supportsVideo: configuration.supportsVideo,
    includesCallsInRecents: configuration.includesCallsInRecents,
    ...(configuration.supportsAudioTranslation && { supportsAudioTranslation: true }),
    supportedHandleTypes: [...configuration.supportedHandleTypes],
    ...(conversational.has(configuration) && { conversations: true }),
  };
}

/**
 * The routing rule: which push rings a device. A VoIP push goes out only when the server holds a VoIP credential *and*
 * the device gave a PushKit token; otherwise the ordinary push rings the phone; without either nothing is sent.
 *
 * Source: apps register with PushKit only where CallKit exists, so an iPhone without it has no VoIP token, and the
 * server falls back to the ordinary push (seen in https://github.com/QuickBlox/q-municate-ios/issues/310). The two
 * tokens are not interchangeable: `DeviceTokenNotForTopic` (https://github.com/Pr0Ger/PyAPNs2/issues/134).
 */

export interface Credentials {
  readonly alert: boolean;
  readonly voip: boolean;
}

export interface Tokens {
  readonly alertToken: string | null;
  readonly voipToken: string | null;
}

export type Route =
  | { readonly channel: 'voip' | 'alert'; readonly token: string }
  | { readonly channel: 'none'; readonly why: string };

export function choosePush(credentials: Credentials, tokens: Tokens): Route {
  if (credentials.voip && tokens.voipToken !== null) return { channel: 'voip', token: tokens.voipToken };
  if (credentials.alert && tokens.alertToken !== null) return { channel: 'alert', token: tokens.alertToken };
  return { channel: 'none', why: `${lack('VoIP', credentials.voip)}; ${lack('alert', credentials.alert)}` };
}

function lack(kind: 'VoIP' | 'alert', hasCredential: boolean): string {
  return hasCredential ? `no ${kind} token from the device` : `no ${kind} credential`;
}

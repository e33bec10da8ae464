/** What a call screen says of a call: status line, and the letters of a caller without picture. */

import { label } from '../ios/labels.ts';
import { callDuration } from '../ios/labels-time.ts';
import type { CallState, ScreenModel, ShownCall } from './model.ts';

const STATUS: Readonly<Record<CallState, (model: ScreenModel, call: ShownCall) => string>> = {
  ringing: ({ language }, call) => {
    if (call.outgoing) return label('calling', language);
    if (call.cellular === true) return label('ringingCellular', language);
    return label(call.video ? 'ringingVideo' : 'ringingAudio', language, call.appName);
  },
  connecting: ({ language }) => label('connecting', language),
  connected: ({ now }, call) => callDuration(call.connectedAt ?? now, now),
  held: ({ language }) => label('onHold', language),
  ended: ({ language }) => label('callEnded', language),
  failed: ({ language }) => label('callFailed', language),
};

/** Who is on the line: the caller, or that there are several. */
export function callTitle({ language }: ScreenModel, call: ShownCall): string {
  return call.choices?.conference === undefined ? call.caller : label('conference', language);
}

export function callStatus(model: ScreenModel, call: ShownCall): string {
  return STATUS[call.state](model, call);
}

/** What VoiceOver says of a call in the background. */
export function spokenCall(model: ScreenModel, call: ShownCall): string {
  const state = label(call.state === 'ringing' ? 'incomingCall' : 'inCall', model.language);
  return `${state}, ${callStatus(model, call)}`;
}

/** Up to two initials; empty for numbers and addresses, which get the figure of a person instead. */
export function monogram(caller: string): string {
  const words = caller.split(/\s+/u).filter((word) => /^\p{L}/u.test(word));
  if (caller.includes('@') || words.length === 0) return '';
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  );
  return letters.join('').toUpperCase();
}

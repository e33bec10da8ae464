/** What a call screen says of a call: status line, and the letters of a caller without picture. */

import { label } from '../ios/labels.ts';
import { callDuration } from '../ios/labels-time.ts';
import type { ScreenModel, ShownCall } from './model.ts';

export function callStatus(model: ScreenModel, call: ShownCall): string {
  const { language, now } = model;
  switch (call.state) {
    case 'ringing':
      if (call.outgoing) return label('calling', language);
      return label(call.video ? 'ringingVideo' : 'ringingAudio', language, call.appName);
    case 'connecting':
      return label('connecting', language);
    case 'connected':
      return callDuration(call.connectedAt ?? now, now);
    case 'held':
      return label('onHold', language);
    case 'ended':
      return label('callEnded', language);
    case 'failed':
      return label('callFailed', language);
  }
}

/** Up to two initials; empty for numbers and addresses, which get the figure of a person instead. */
export function monogram(caller: string): string {
  const words = caller.split(/\s+/u).filter((word) => /^\p{L}/u.test(word));
  if (caller.includes('@') || words.length === 0) return '';
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

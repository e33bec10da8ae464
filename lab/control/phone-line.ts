/** What the control API lets people do on a phone's line: each act of the protocol, checked and carried out. */

import { z } from 'zod';
import type { Testbed } from '../testbed.ts';
import type { LineAct, LineResult } from './protocol.ts';

const call = z.string();
const Handles = z.array(z.string()).optional();

const LineActs = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('receive'),
    from: z.enum(['cellular', 'another-app']),
    number: z.string(),
    name: z.string().optional(),
    supportsHolding: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal('dial-cellular'), number: z.string() }),
  z.strictObject({ do: z.literal('remote-hang-up'), call }),
  z.strictObject({ do: z.literal('answer') }),
  z.strictObject({ do: z.literal('decline') }),
  z.strictObject({ do: z.literal('hang-up') }),
  z.strictObject({ do: z.literal('mute'), on: z.boolean() }),
  z.strictObject({ do: z.literal('hold'), on: z.boolean() }),
  z.strictObject({ do: z.literal('merge'), call, other: call }),
  z.strictObject({ do: z.literal('split'), call }),
  z.strictObject({ do: z.literal('play-tones'), call, text: z.string().regex(/^[0-9*#,;]*$/) }),
  z.strictObject({ do: z.literal('send-waiting-tones'), call }),
  z.strictObject({ do: z.literal('translate'), call, translating: z.boolean() }),
  z.strictObject({ do: z.literal('call-back'), call }),
  z.strictObject({
    do: z.literal('start-call'),
    handle: z.strictObject({ type: z.literal([1, 2, 3]), value: z.string() }),
    video: z.boolean().optional(),
  }),
  z.strictObject({
    do: z.literal('set-filters'),
    doNotDisturb: z.boolean().optional(),
    silenceUnknownCallers: z.boolean().optional(),
    contacts: Handles,
    screenShared: z.boolean().optional(),
    allowedHandles: Handles,
    blockedHandles: Handles,
    sensitiveHandles: Handles,
    protectedApps: Handles,
  }),
]);

/** @throws ZodError that says what is wrong with the act. */
export function lineAct(body: unknown): LineAct {
  // JSON has no undefined: a field that is absent is absent.
  return LineActs.parse(body) as LineAct;
}

export async function carryOut({ phone, bundle }: Testbed, act: LineAct): Promise<LineResult> {
  const { line } = phone;
  switch (act.do) {
    case 'receive':
      return { call: await line.receive(act.from, act) };
    case 'dial-cellular':
      return { call: await line.dialCellular(act.number) };
    case 'answer':
      return { done: await line.answer() };
    case 'decline':
      return { done: await line.decline() };
    case 'hang-up':
      return { done: await line.hangUp() };
    case 'mute':
      return { done: await line.mute(act.on) };
    case 'hold':
      return { done: await line.hold(act.on) };
    case 'call-back':
      return { done: await line.callBack(act.call) };
    case 'start-call':
      return { done: await line.startCall(bundle.manifest.CFBundleIdentifier, act.handle, act) };
    case 'remote-hang-up':
      await line.remoteHangUp(act.call);
      break;
    case 'merge':
      await line.merge(act.call, act.other);
      break;
    case 'split':
      await line.split(act.call);
      break;
    case 'play-tones':
      await line.playTones(act.call, act.text);
      break;
    case 'send-waiting-tones':
      await line.sendWaitingTones(act.call);
      break;
    case 'translate':
      await line.translate(act.call, act.translating);
      break;
    case 'set-filters':
      line.setFilters(act);
      break;
  }
  return { done: true };
}

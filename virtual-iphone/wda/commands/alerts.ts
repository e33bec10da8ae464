/** Alerts. */

import { alertButtons, alertText, answerAlert, demandAlert } from '../alert.ts';
import { isTextInput, labelOf } from '../attributes.ts';
import { WdaError } from '../errors.ts';
import { demandHitPoint } from '../hit-test.ts';
import { type Call, type Route, route } from '../route.ts';
import { typedText, typeInto } from './typing.ts';

export const ALERT_ROUTES: readonly Route[] = [
  route('optional', 'GET', '/alert/text', ({ agent }) => alertText(demandAlert(agent))),
  route('optional', 'POST', '/alert/accept', (call) => answer(call, 'accept')),
  route('optional', 'POST', '/alert/dismiss', (call) => answer(call, 'dismiss')),
  route('optional', 'POST', '/alert/text', typeIntoAlert),
  route('required', 'GET', '/wda/alert/buttons', ({ agent }) => alertButtons(demandAlert(agent)).map(labelOf)),
];

function answer({ agent, body }: Call, kind: 'accept' | 'dismiss'): Promise<void> {
  const label = typeof body.name === 'string' ? body.name : undefined;
  return answerAlert(agent, demandAlert(agent), kind, label);
}

async function typeIntoAlert({ agent, body }: Call): Promise<void> {
  const fields = demandAlert(agent).descendants.filter((element) => isTextInput(element.node.type));
  const [field] = fields;
  if (field === undefined || fields.length > 1) {
    throw new WdaError(
      'unsupported operation',
      `The alert has ${fields.length} text fields; typing needs exactly one.`,
    );
  }
  const text = typedText(body);
  if (field.node.focused !== true) await agent.phone.tap(demandHitPoint(agent.phone, field));
  await typeInto(agent.phone, text);
}

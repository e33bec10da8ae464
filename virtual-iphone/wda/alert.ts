/** System and app alerts: where WebDriverAgent looks for one, its text and its buttons. */

import { SPRINGBOARD } from './active-application.ts';
import type { Agent } from './agent.ts';
import { labelOf, valueOf } from './attributes.ts';
import { WdaError } from './errors.ts';
import { demandHitPoint } from './hit-test.ts';
import { locator } from './locators/find.ts';
import type { ScreenElement } from './snapshot.ts';

/** iOS 18's contact access prompt lives in its own process. */
const CONTACT_PROMPT = 'com.apple.ContactsUI.LimitedAccessPromptView';

/** SpringBoard's alert comes first, then one of the active application. */
function findAlert(agent: Agent): ScreenElement | undefined {
  const onScreen = agent.phone.activeApps().map((app) => app.bundleId);
  const places = [SPRINGBOARD, agent.activeBundleId(), ...onScreen.filter((bundleId) => bundleId === CONTACT_PROMPT)];
  for (const bundleId of new Set(places)) {
    const alert = agent
      .snapshot(bundleId)
      ?.elements.find((element) => element.node.type === 'Alert' && element.isVisible);
    if (alert !== undefined) return alert;
  }
  return undefined;
}

/** @throws WdaError `no such alert` */
export function demandAlert(agent: Agent): ScreenElement {
  const alert = findAlert(agent);
  if (alert === undefined) throw new WdaError('no such alert', 'There is no alert on the screen.');
  return alert;
}

/** Labels (else values) of the texts outside buttons, one a line. */
export function alertText(alert: ScreenElement): string {
  const lines: string[] = [];
  const read = (element: ScreenElement): void => {
    if (element.node.type === 'Button') return;
    if (element.node.type === 'StaticText') lines.push(labelOf(element) ?? valueOf(element) ?? '');
    for (const child of element.children) read(child);
  };
  read(alert);
  return lines.filter((line) => line !== '').join('\n');
}

export function alertButtons(alert: ScreenElement): readonly ScreenElement[] {
  return alert.descendants.filter((element) => element.node.type === 'Button');
}

/**
 * Taps the button with that label, or the one that accepts (the last) or dismisses (the first).
 * @throws WdaError `invalid element state` when there is no such button.
 */
export async function answerAlert(
  agent: Agent,
  alert: ScreenElement,
  answer: 'accept' | 'dismiss',
  label?: string,
): Promise<void> {
  const button =
    label === undefined
      ? (chosenBySetting(agent, alert, answer) ?? alertButtons(alert).at(answer === 'accept' ? -1 : 0))
      : alertButtons(alert).find((candidate) => labelOf(candidate) === label);
  if (button === undefined) {
    const labels = alertButtons(alert).map((candidate) => `'${labelOf(candidate)}'`);
    const asked = label === undefined ? `button to ${answer} it` : `button '${label}'`;
    throw new WdaError(
      'invalid element state',
      `The alert has no ${asked}. Its buttons: ${labels.join(', ') || 'none'}.`,
    );
  }
  await agent.phone.tap(demandHitPoint(agent.phone, button));
}

/** Handles an alert as the settings of automatic handling say; does nothing without alert or setting. */
export async function handleAlertAutomatically(agent: Agent): Promise<void> {
  const { settings, phone } = agent;
  const [selector, action] = [settings.text('autoClickAlertSelector'), settings.text('defaultAlertAction')];
  if (selector === '' && action !== 'accept' && action !== 'dismiss') return;
  const alert = findAlert(agent);
  if (alert === undefined) return;
  if (selector !== '') {
    const button = byClassChain(selector, alert);
    if (button !== undefined) await phone.tap(demandHitPoint(phone, button));
  } else {
    await answerAlert(agent, alert, action === 'accept' ? 'accept' : 'dismiss');
  }
}

/** The selectors of the settings count from the alert; one that matches nothing or cannot be read says nothing. */
function chosenBySetting(agent: Agent, alert: ScreenElement, answer: 'accept' | 'dismiss'): ScreenElement | undefined {
  const selector = agent.settings.text(
    answer === 'accept' ? 'acceptAlertButtonSelector' : 'dismissAlertButtonSelector',
  );
  if (selector === '') return undefined;
  try {
    return byClassChain(selector, alert);
  } catch (error) {
    agent.log(`The ${answer} selector of the settings is not used: ${(error as Error).message}`);
    return undefined;
  }
}

function byClassChain(selector: string, alert: ScreenElement): ScreenElement | undefined {
  return locator('class chain', selector).find(alert, { limitXPathContextScope: true })[0];
}

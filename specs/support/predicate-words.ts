/** A predicate of a page object in words, for somebody who looks at the phone instead of its element tree. */

const TYPES: Readonly<Record<string, string>> = {
  XCUIElementTypeButton: 'the button',
  XCUIElementTypeStaticText: 'the text',
};

/** Names that nobody sees, since they are identifiers. */
const SHOWN_AS: Readonly<Record<string, string>> = {
  NotificationShortLookView: 'a notification',
  user: 'the field for the name of the user',
  'sign-in': 'the button to sign in',
  'signed-in-as': 'the name of the user who is signed in',
  'sign-out': 'the button to sign out',
  'call-status': 'the call screen of the app',
  accept: 'the button of the app that accepts the call',
  decline: 'the button of the app that declines the call',
  'hang-up': 'the button of the app that ends the call',
};

const CHINESE = /\p{Script=Han}/u;

/** Such as `the button "Accept", "Answer" or "Answer call"`. */
export function describePredicate(predicate: string, language: 'en' | 'zh-Hans'): string {
  const literals = [...predicate.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
  const types = [...new Set(literals.flatMap((text) => TYPES[text] ?? []))];
  const shown = [...new Set(literals.flatMap((text) => SHOWN_AS[text] ?? []))];
  if (/\bMATCHES\b/.test(predicate)) return 'a running duration of the call, such as 00:05';
  const words = [...new Set(literals)].filter(
    (text) =>
      !text.startsWith('XCUIElementType') &&
      !(text in SHOWN_AS) &&
      // Identifiers such as acceptCall.
      !/^[a-z]+[A-Z]\w*$/.test(text) &&
      CHINESE.test(text) === (language === 'zh-Hans' && literals.some((other) => CHINESE.test(other))),
  );
  const quoted = words.map((word) => `"${word}"`);
  const listed = quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  const what = shown.join(' or ') || types.join(' or ') || 'something named';
  return [what, ...(listed === '' ? [] : [shown.length > 0 ? `with ${listed}` : listed])].join(' ');
}

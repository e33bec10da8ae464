import { strict as assert } from 'node:assert';

import { ANSWER, button, text } from './call-screen.ts';
import { describePredicate } from './predicate-words.ts';

describe('A predicate in words', () => {
  it('names a button by what is written on it, in the language of the phone', () => {
    assert.equal(describePredicate(button(ANSWER), 'en'), 'the button "Accept", "Answer" or "Answer call"');
    assert.equal(describePredicate(button(ANSWER), 'zh-Hans'), 'the button "接受", "接听" or "接听来电"');
  });

  it('names what has no text for people', () => {
    const ofCall = "name == 'NotificationShortLookView' AND label CONTAINS 'Alice'";
    assert.equal(describePredicate(ofCall, 'en'), 'a notification with "Alice"');
    assert.equal(describePredicate("name == 'sign-in'", 'en'), 'the button to sign in');
    assert.equal(describePredicate(text('Bob’s "phone"'), 'zh-Hans'), 'the text "Bob’s "phone""');
    assert.match(describePredicate("label MATCHES '.*[0-9]{1,2}:[0-9]{2}'", 'en'), /duration/);
  });
});

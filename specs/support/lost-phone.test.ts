/** A phone outside that is lost in the middle of a check, at any command: nothing is held against the app, nor for it. */

import { strict as assert } from 'node:assert';
import { phoneEntry, signIn } from '../../bench/signed-in-phone.ts';
import { ControlClient } from '../../lab/control/client.ts';
import { controlInProcess } from '../../lab/control/in-process.ts';
import type { CheckReport } from '../../lab/control/protocol.ts';
import { labPhoneOf } from '../../lab/lab-phone.ts';
import { disguised } from '../../lab/observability/disguise.ts';
import { createTestbed, type Testbed } from '../../lab/testbed.ts';
import { makeCertificates } from '../../mock-apns/index.ts';
import { type LocalWebDriverAgent, localWebDriverAgent } from '../../virtual-iphone/wda/index.ts';
import { caller } from './caller.ts';
import { carryOut } from './check.ts';
import { openDirectDriver } from './direct-driver.ts';
import { phone } from './phone.ts';
import { find, waitToSee } from './screen.ts';
import { beginSession } from './session.ts';

/** As WebdriverIO's `webdriver` throws what Appium answers: W3C's name, and the command behind the message. */
function webDriverError(name: string, message: string): Error {
  const error = new Error(`WebDriverError: ${message} when running "elements" with method "POST"`);
  error.name = name;
  return error;
}

const proxied = (why: string) => `Could not proxy command to the remote server. Original error: ${why}`;
const failed = (why: string) => `An unknown server-side error occurred while processing the command. ${why}`;

const LOST = [
  {
    what: 'is unplugged',
    error: webDriverError('unknown error', failed(proxied('connect ECONNREFUSED 127.0.0.1:8100'))),
    says: /^The phone was lost: .* Check that the phone is plugged in .*ECONNREFUSED 127\.0\.0\.1:8100/,
  },
  {
    what: 'has WebDriverAgent crash in a command',
    error: webDriverError('unknown error', failed(proxied('socket hang up'))),
    says: /^The phone was lost: .* Check .* WebDriverAgent runs on it.*socket hang up/,
  },
  {
    what: 'has WebDriverAgent start anew',
    error: webDriverError('invalid session id', 'A session is either terminated or not started'),
    says: /^The session on the phone is over: WebDriverAgent was started anew, or crashed\. Check /,
  },
  {
    what: 'has WebDriverAgent hang',
    error: webDriverError('unknown error', failed(proxied('timeout of 240000ms exceeded'))),
    says: /^WebDriverAgent did not answer in time: .* Check /,
  },
  {
    what: 'has WebDriverAgent answer 500',
    error: webDriverError('unknown error', 'Error kAXErrorServerNotFound getting snapshot for element'),
    says: /^WebDriverAgent could not do what it was asked\. Check .*kAXErrorServerNotFound/,
  },
  {
    what: 'loses Appium',
    error: webDriverError('WebDriverRequestError', 'Request failed with error code ECONNRESET'),
    says: /^The phone was lost: /,
  },
  {
    what: 'is locked by a passcode',
    error: webDriverError('timeout', 'Timed out while waiting until the screen gets unlocked'),
    says: /^The phone is locked and does not unlock\. Check that it has no passcode .*gets unlocked/,
  },
] as const;

describe('A phone outside that, in the middle of a check,', () => {
  let testbed: Testbed;
  let agent: LocalWebDriverAgent;
  /** Throws in place of what WebDriverAgent would do. */
  let fault: (path: string) => void;

  before(async () => {
    testbed = await createTestbed(await phoneEntry(), await makeCertificates());
    await signIn(testbed);
    const outside = disguised(testbed, { kind: 'real', probe: false });
    const shown = labPhoneOf(outside, {});
    const control = controlInProcess({
      info: () => ({ phones: [shown], appiumUrl: '' }),
      describe: () => shown,
      testbed: () => outside,
      capabilities: () => ({}),
      onRunEvent: () => {},
    });
    agent = localWebDriverAgent(testbed.phone, testbed.clock, () => {});
    fault = () => {};
    const driver = await openDirectDriver(async (method, path, body) => {
      fault(path);
      return agent.ask(method, path, body);
    });
    await beginSession(new ControlClient(control), testbed.udid, { driver });
    // The first takes a few commands more.
    await answersACall();
  });
  beforeEach(() => {
    fault = () => {};
  });
  after(async () => {
    agent.close();
    await testbed.close();
  });

  const begin = () => phone.comeToRest({ afresh: false });

  async function answersACall(): Promise<CheckReport> {
    const { report } = await carryOut({ id: 'RP-ANS-001', title: 'answering connects' }, begin, async () => {
      const call = await caller.dial();
      await phone.callScreen.appears(call);
      await phone.callScreen.answer();
      await phone.callScreen.showsConnected(call);
    });
    return report;
  }

  async function looksForWhatIsNotThere(): Promise<CheckReport> {
    const { report } = await carryOut({ id: 'RP-ANS-001', title: 'shows it' }, begin, async () => {
      await waitToSee(() => find("name == 'not there'"), 'It is not there.');
    });
    return report;
  }

  /** @returns how many commands the whole check takes */
  async function commandsOf(check: () => Promise<CheckReport>): Promise<number> {
    let count = 0;
    fault = () => {
      count += 1;
    };
    const { outcome, message } = await check();
    assert.equal(outcome, 'passed', message);
    return count;
  }

  for (const { what, error, says } of LOST) {
    it(`${what} leaves it inconclusive, whichever command it is, and says what to check`, async () => {
      const commands = await commandsOf(answersACall);
      assert.ok(commands > 5);
      for (let last = 0; last < commands; last += 1) {
        let done = 0;
        fault = () => {
          done += 1;
          if (done > last) throw error;
        };
        const { outcome, message } = await answersACall();
        assert.equal(outcome, 'skipped', `after ${last} commands: ${message}`);
        assert.match(message ?? '', says);
      }
    });
  }

  it('is as good as ever again is judged as ever', async () => {
    assert.equal((await answersACall()).outcome, 'passed');
    const { outcome, message } = await looksForWhatIsNotThere();
    assert.deepEqual([outcome, message], ['failed', 'It is not there.']);
  });

  it('has locked itself by a passcode is not judged by what is not on its screen', async () => {
    let hasBegun = false;
    fault = (path) => {
      if (path.endsWith('/elements')) hasBegun = true;
      if (hasBegun && path.endsWith('/wda/unlock')) throw LOST[6].error;
    };
    const { outcome, message } = await looksForWhatIsNotThere();
    assert.equal(outcome, 'skipped');
    assert.match(message ?? '', /^The phone is locked and does not unlock\. .* Seen before that: It is not there\.$/);
  });

  it('is asked for what nobody could answer is no excuse for the suite', async () => {
    fault = (path) => {
      if (path.endsWith('/elements')) throw webDriverError('invalid selector', "There is no attribute 'colour'");
    };
    assert.equal((await looksForWhatIsNotThere()).outcome, 'error');
    fault = (path) => {
      if (path.endsWith('/elements')) throw new TypeError('socket is undefined');
    };
    assert.equal((await looksForWhatIsNotThere()).outcome, 'error');
  });
});

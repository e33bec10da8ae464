import { strict as assert } from 'node:assert';
import { type OwnStage, openOwnStage } from '../../lab/call-scripts/own-stage.ts';
import { checkScript } from './check-script.ts';
import { type RunOptions, refusedSteps, runScript, type ScriptResult, type StepReport } from './run-script.ts';
import type { CallScript, CheckedScript } from './script.ts';

function checked(script: Partial<CallScript>): CheckedScript {
  const reading = checkScript({ title: 'A test', before: [{ register: 'bob/phone' }], ...script });
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.script;
}

describe('a call script that is played', () => {
  let own: OwnStage;
  beforeEach(async () => {
    own = await openOwnStage();
  });
  afterEach(() => own.close());

  const play = (script: Partial<CallScript>, options?: RunOptions): Promise<ScriptResult> =>
    runScript(checked(script), own.stage, options);

  /** What was expected by the step that failed, and what was seen. */
  async function failure(...steps: CallScript['steps']): Promise<string> {
    const { failures } = await play({ steps });
    return failures.map(({ path, expected, seen }) => `${path.join('.')}: expected ${expected}; ${seen}`).join('\n');
  }

  it('ends a run at the step that fails, and says where, what was expected and what was seen', async () => {
    const steps: StepReport[] = [];
    const { runs, passed, failures, calls } = await play(
      {
        steps: [
          { dial: 'bob' },
          { expect: { state: 'connected', legs: { phone: { rang: true } } } },
          'cancel' as never,
        ],
      },
      { onStep: (step) => steps.push(step) },
    );
    assert.deepEqual([runs, passed], [1, 0]);
    assert.deepEqual(failures, [
      {
        run: 1,
        path: ['steps', 1, 'expect'],
        kind: 'expect',
        expected: 'state "connected", legs.phone.rang true',
        seen: 'seen state "ringing", legs.phone.rang false',
      },
    ]);
    assert.deepEqual(
      steps.map(({ kind, failure }) => [kind, failure === undefined]),
      [
        ['register', true],
        ['dial', true],
        ['expect', false],
      ],
    );
    assert.deepEqual(calls.outcomes, { 'left open': 1 });
  });

  it('says what a device saw in place of what it should have', async () => {
    assert.equal(
      await failure({ dial: 'bob' }, { see: { device: 'bob/phone', signal: 'connected', within: '2 s' } }),
      'steps.1.see: expected bob/phone to see connected within 2000 ms; ' +
        'it saw welcome, incoming of the call, a push (voip) of the call',
    );
  });

  it('says what a device saw that it should not have', async () => {
    assert.equal(
      await failure(
        { dial: 'bob' },
        { pass: '40 s' },
        { doNotSee: { device: 'bob/phone', signal: 'ended', for: '10 s' } },
      ),
      'steps.2.doNotSee: expected bob/phone not to see ended for 10000 ms; it saw ended (unanswered) of the call',
    );
  });

  it('says which events came in place of the one waited for', async () => {
    assert.equal(
      await failure({ dial: 'bob' }, { cancel: null }, { wait: { event: 'call.ended', where: { by: 'phone' } } }),
      'steps.2.wait: expected call.ended with { by: phone } within 5000 ms; ' +
        'call.ended came as { call: the call, reason: cancelled, by: caller }',
    );
    assert.equal(
      await failure({ dial: 'bob' }, { expectEvents: { event: 'push.sent', count: 2 } }).then((text) =>
        text.slice(0, 58),
      ),
      'steps.1.expectEvents: expected 2 of push.sent; 1 came: { c',
    );
  });

  it('waits for each event once', async () => {
    const wait = { wait: { event: 'signal.received', where: { type: 'ringing' } } };
    assert.equal(await failure({ dial: 'bob' }, { ringing: 'bob/phone' }, { ringing: 'bob/phone' }, wait, wait), '');
    assert.match(await failure({ dial: 'bob' }, { ringing: 'bob/phone' }, wait, wait), /no signal.received came$/);
  });

  it('fails a step of a device that has no connection, and of a call that the server does not know', async () => {
    assert.match(
      await failure({ dial: 'bob' }, { disconnect: 'bob/phone' }, { answer: 'bob/phone' }),
      /^steps.2.answer: expected bob\/phone to be connected;/,
    );
    assert.match(await failure({ pushUnknown: 'bob' }, { cancel: null }), /it knows no such call$/);
  });

  it('begins no run when what comes before fails', async () => {
    const { runs, failures } = await play({
      before: [{ register: 'bob/phone' }, { expectDevice: { device: 'bob/phone', voipToken: false } }],
      steps: [{ dial: 'bob' }],
    });
    assert.deepEqual(
      [runs, failures.map(({ run, path }) => [run, path.join('.')])],
      [0, [[0, 'before.1.expectDevice']]],
    );
  });

  it('goes on with the next run after one that failed', async () => {
    const { runs, passed, failures } = await play({
      calls: 4,
      variables: { callee: 'bob' },
      steps: [{ register: 'user-${run}/phone' }, { dial: 'user-${run}' }, { dial: 'user-2' }, { expect: { legs: {} } }],
    });
    assert.deepEqual([runs, passed, failures], [4, 4, []]);
    const odd = await play({
      calls: 3,
      steps: [{ dial: 'bob' }, { answer: 'bob/phone' }, { expectEvents: { event: 'call.dialed', count: 1 } }],
    });
    assert.equal(odd.passed, 3);
  });

  it('lets calls begin at a rate while earlier ones go on, up to a limit', async () => {
    const script: Partial<CallScript> = {
      calls: 20,
      steps: [
        { dial: 'bob' },
        { pass: '500 ms' },
        { ringing: 'bob/phone' },
        { pass: '1.5 s' },
        { answer: 'bob/phone' },
        { pass: '8 s' },
        'hangUp' as never,
      ],
    };
    const begin = own.journal.position;
    const { passed, calls } = await play(script, { rate: 10 });
    assert.equal(passed, 20);
    assert.equal(Math.round(calls.perSecond ?? 0), 10);
    assert.deepEqual([calls.setUp?.p50, calls.answer?.p99, calls.end?.max], [500, 2_000, 10_000]);
    const kinds = own.journal.events().filter(({ seq }) => seq > begin);
    const firstEnd = kinds.findIndex(({ kind }) => kind === 'call.ended');
    assert.equal(kinds.slice(0, firstEnd).filter(({ kind }) => kind === 'call.dialed').length, 20);

    const limited = await play(script, { rate: 10, limit: 2 });
    assert.ok((limited.calls.perSecond ?? 10) < 0.3, 'two at once, ten seconds each');
  });

  it('begins no further run when it is told to stop', async () => {
    const stop = new AbortController();
    const { runs, passed } = await play(
      { calls: 100, steps: [{ dial: 'bob' }, { cancel: null }] },
      { signal: stop.signal, onRun: ({ run }) => run === 3 && stop.abort() },
    );
    assert.deepEqual([runs, passed], [3, 3]);
  });

  it('is refused by a stage that lacks an action, before anything happens', () => {
    const stage = { ...own.stage, actions: { register: own.stage.actions.register } } as typeof own.stage;
    const script = checked({ steps: [{ repeat: { times: 2, steps: [{ dial: 'bob' }] } }] });
    assert.deepEqual(
      refusedSteps(script, stage).map(({ path }) => path.join('.')),
      ['steps.0.repeat.steps.0.dial'],
    );
    const before = own.journal.position;
    assert.throws(() => void runScript(script, stage), /cannot carry out the step dial/);
    assert.equal(own.journal.position, before);
  });

  it('sees pushes while the app is gone from the phone, and dead tokens after it was deleted', async () => {
    const { failures } = await play({
      steps: [
        { uninstall: 'bob/phone' },
        { dial: 'bob' },
        { expect: { legs: { phone: { push: { status: 410 } } } } },
        { removeDevices: 'bob' },
        { expectDevice: { device: 'bob/phone', registered: false } },
        { dial: 'bob' },
        { wait: 'push.skipped' },
      ],
    });
    assert.deepEqual(failures, []);
  });
});

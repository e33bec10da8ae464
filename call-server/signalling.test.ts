import { strict as assert } from 'node:assert';
import { EventEmitter, on, once } from 'node:events';
import { WebSocket } from 'ws';
import { ADA, type Bench, startBench } from './test-support.ts';

/** A device's end of a signalling socket, whatever carries it. */
interface Phone {
  say(message: object | string): void;
  /** The next message of the server. */
  hear(): Promise<object>;
  close(): void;
  /** Code and reason of the close. */
  readonly closed: Promise<[number, string]>;
}

const query = (user: string, device: string) => `user=${user}&device=${device}`;

type Carrier = (bench: Bench, path: string) => Promise<Phone>;

const CARRIERS: { [name: string]: Carrier } = {
  'in memory': async ({ server }, path) => {
    const events = new EventEmitter();
    const phone = phoneOver(
      events,
      (text) => link.send(text),
      () => link.close(1000, ''),
    );
    const link = server.openSocket(path, {
      onOpen: () => events.emit('open'),
      onMessage: (text) => events.emit('message', text),
      onClose: (code, reason) => events.emit('close', code, reason),
    });
    await Promise.race([once(events, 'open'), phone.closed]);
    return phone;
  },
  'over a WebSocket': async ({ server }, path) => {
    const events = new EventEmitter();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`);
    const phone = phoneOver(
      events,
      (text) => socket.send(text),
      () => socket.close(1000),
    );
    socket.on('open', () => events.emit('open'));
    socket.on('message', (data: Buffer) => events.emit('message', data.toString()));
    socket.on('close', (code, reason) => events.emit('close', code, reason.toString()));
    socket.on('error', () => undefined);
    await Promise.race([once(events, 'open'), phone.closed]);
    return phone;
  },
};

function phoneOver(events: EventEmitter, send: (text: string) => void, close: () => void): Phone {
  const messages = on(events, 'message');
  const closed = new Promise<[number, string]>((resolve) => {
    events.once('close', (code: number, reason: string) => resolve([code, reason]));
  });
  return {
    say: (message) => send(typeof message === 'string' ? message : JSON.stringify(message)),
    hear: async () => JSON.parse((await messages.next()).value[0]),
    close,
    closed,
  };
}

for (const [name, carrier] of Object.entries(CARRIERS)) {
  describe(`signalling ${name}`, () => {
    let bench: Bench;
    let connect: (user: string, device: string) => Promise<Phone>;
    beforeEach(async () => {
      bench = await startBench();
      connect = (user, device) => carrier(bench, `/signalling?${query(user, device)}`);
    });
    afterEach(() => bench.close());

    it('tells the story of a call from ring to hang-up', async () => {
      await bench.register('bob', 'phone');
      const phone = await connect('bob', 'phone');
      assert.deepEqual(await phone.hear(), { type: 'welcome', calls: [] });
      const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
      const info = { id: call, from: ADA, video: false, state: 'ringing' };
      assert.deepEqual(await phone.hear(), { type: 'incoming', call: info });
      phone.say({ type: 'ringing', call });
      phone.say({ type: 'accept', call });
      assert.deepEqual(await phone.hear(), { type: 'connected', call });
      phone.say({ type: 'mute', call, muted: true });
      phone.say({ type: 'hold', call, held: true });
      phone.say({ type: 'accept', call });
      phone.say({ type: 'hang-up', call });
      assert.deepEqual(await phone.hear(), { type: 'ended', call, reason: 'hung-up' });
      const who = { user: 'bob', device: 'phone' };
      assert.deepEqual(bench.told('signal.received'), [
        { type: 'ringing', call, ...who, outcome: 'taken' },
        { type: 'accept', call, ...who, outcome: 'taken' },
        { type: 'mute', call, muted: true, ...who, outcome: 'taken' },
        { type: 'hold', call, held: true, ...who, outcome: 'taken' },
        { type: 'accept', call, ...who, outcome: 'repeated' },
        { type: 'hang-up', call, ...who, outcome: 'taken' },
      ]);
      assert.deepEqual(bench.told('call.connected'), [{ call, device: 'phone' }]);
      assert.deepEqual(bench.told('call.ended'), [{ call, reason: 'hung-up', by: 'phone' }]);
    });

    it('says of the sound of a call when it begins, changes and stops, and which keys are heard', async () => {
      await bench.register('bob', 'phone');
      const phone = await connect('bob', 'phone');
      const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
      phone.say({ type: 'accept', call });
      phone.say({ type: 'media', call, sends: true, plays: true });
      phone.say({ type: 'dtmf', call, digits: '42' });
      phone.say({ type: 'media', call, sends: false, plays: true });
      phone.say({ type: 'hang-up', call });
      phone.say({ type: 'media', call, sends: false, plays: false });
      phone.say({ type: 'media', call, sends: false, plays: false });
      // Its answer is a second end, and tells that all before it was heard.
      phone.say({ type: 'hang-up', call });
      const heard: string[] = [];
      while (heard.length < 5) heard.push(Object(await phone.hear()).type);
      assert.deepEqual(heard, ['welcome', 'incoming', 'connected', 'ended', 'ended']);
      const who = { call, user: 'bob', device: 'phone' };
      assert.deepEqual(bench.told('media.began'), [{ ...who, sends: true, plays: true }]);
      assert.deepEqual(bench.told('media.changed'), [{ ...who, sends: false, plays: true }]);
      assert.deepEqual(bench.told('media.stopped'), [who]);
      assert.deepEqual(bench.told('call.dtmf'), [{ ...who, digits: '42' }]);
    });

    it('welcomes a phone that was woken by the push with the call that rings', async () => {
      await bench.register('bob', 'phone');
      const call = await bench.server.dial({ from: ADA, to: 'bob' });
      const gone = await bench.server.dial({ from: ADA, to: 'bob' });
      await bench.server.cancel(gone.id);
      const phone = await connect('bob', 'phone');
      const info = { id: call.id, from: ADA, video: false, state: 'ringing' };
      assert.deepEqual(await phone.hear(), { type: 'welcome', calls: [info] });
    });

    it('answers an accept that crossed the cancel', async () => {
      const phone = await connect('bob', 'phone');
      await phone.hear();
      const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
      await phone.hear();
      const cancelled = bench.server.cancel(call);
      phone.say({ type: 'accept', call });
      await cancelled;
      assert.deepEqual(await phone.hear(), { type: 'ended', call, reason: 'cancelled' });
      assert.deepEqual(await phone.hear(), { type: 'ended', call, reason: 'cancelled' });
    });

    it('tells the other device that the call was answered, and shows it no dead call', async () => {
      const phone = await connect('bob', 'phone');
      const pad = await connect('bob', 'pad');
      const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
      for (const device of [phone, pad]) {
        await device.hear();
        await device.hear();
      }
      phone.say({ type: 'accept', call });
      assert.deepEqual(await pad.hear(), { type: 'ended', call, reason: 'answered-elsewhere' });
      const padAgain = await connect('bob', 'pad');
      assert.deepEqual(await padAgain.hear(), { type: 'welcome', calls: [] });
    });

    it('knows no call of another user, and says so', async () => {
      const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
      const eve = await connect('eve', 'phone');
      await eve.hear();
      eve.say({ type: 'accept', call });
      assert.deepEqual(await eve.hear(), { type: 'unknown-call', call });
      assert.equal(bench.server.call(call)?.state, 'ringing');
    });

    for (const [what, text] of [
      ['is not JSON', 'accept please'],
      ['has a type of its own', '{"type":"answer","call":"c"}'],
      ['lacks a field', '{"type":"mute","call":"c"}'],
    ] as const) {
      it(`closes a socket whose message ${what}`, async () => {
        const phone = await connect('bob', 'phone');
        phone.say(text);
        const [code, reason] = await phone.closed;
        assert.equal(code, 1008);
        assert.match(reason, /^message not understood: /);
        assert.equal(bench.told('signal.malformed').length, 1);
      });
    }

    it('closes a socket whose message is too long', async () => {
      const phone = await connect('bob', 'phone');
      phone.say(JSON.stringify({ type: 'accept', call: 'c'.repeat(20_000) }));
      assert.equal((await phone.closed)[0], 1009);
    });

    it('lets a newer socket of a device take over', async () => {
      const older = await connect('bob', 'phone');
      const newer = await connect('bob', 'phone');
      assert.equal((await older.closed)[0], 4000);
      assert.deepEqual(await newer.hear(), { type: 'welcome', calls: [] });
    });

    it('closes the socket of a device that signs out', async () => {
      await bench.register('bob', 'phone');
      const phone = await connect('bob', 'phone');
      await bench.server.inject({ method: 'DELETE', url: '/users/bob/devices/phone', headers: {} });
      assert.deepEqual(await phone.closed, [4001, 'signed out']);
      assert.deepEqual(bench.told('device.removed'), [{ user: 'bob', device: 'phone' }]);
    });

    it('closes every socket when the server goes away, and opens none after', async () => {
      const phone = await connect('bob', 'phone');
      await bench.server.close();
      assert.ok([1001, 1006].includes((await phone.closed)[0]));
      const late = await connect('bob', 'phone');
      assert.equal((await late.closed)[0], 1006);
    });

    it('does not open for a stranger without a name', async () => {
      const phone = await carrier(bench, '/signalling?user=bob');
      assert.equal((await phone.closed)[0], 1006);
    });

    it('ends a ring that nobody answers', async () => {
      const phone = await connect('bob', 'phone');
      await phone.hear();
      const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
      await phone.hear();
      await bench.clock.elapse(46_000);
      assert.deepEqual(await phone.hear(), { type: 'ended', call, reason: 'unanswered' });
    });

    it('lets the remote party hang up', async () => {
      const phone = await connect('bob', 'phone');
      const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
      phone.say({ type: 'accept', call });
      for (let message = 0; message < 3; message += 1) await phone.hear();
      await bench.server.hangUp(call);
      assert.deepEqual(await phone.hear(), { type: 'ended', call, reason: 'hung-up' });
      assert.deepEqual(bench.told('call.ended'), [{ call, reason: 'hung-up', by: 'caller' }]);
    });

    for (const reason of ['answered-elsewhere', 'declined-elsewhere'] as const) {
      it(`stops the ring when the call was ${reason}`, async () => {
        const phone = await connect('bob', 'phone');
        await phone.hear();
        const { id: call } = await bench.server.dial({ from: ADA, to: 'bob' });
        await phone.hear();
        await (reason === 'answered-elsewhere'
          ? bench.server.answerElsewhere(call)
          : bench.server.declineElsewhere(call));
        assert.deepEqual(await phone.hear(), { type: 'ended', call, reason });
      });
    }

    it('misses nothing that a closed phone would say, and rings it no more over the socket', async () => {
      const phone = await connect('bob', 'phone');
      phone.close();
      await phone.closed;
      await bench.clock.quiet();
      const call = await bench.server.dial({ from: ADA, to: 'bob' });
      assert.deepEqual(call.legs, []);
    });
  });
}

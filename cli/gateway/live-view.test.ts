import { strict as assert } from 'node:assert';
import { stripVTControlCharacters } from 'node:util';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { LiveView } from './live-view.ts';

describe('The live view of a gateway', () => {
  const clock = new TestbedClock();
  after(() => clock.close());

  /** A view of a journal, and its lines without the time. */
  function watch(openLimit?: number) {
    const lines: string[] = [];
    const journal = new Journal(clock);
    const show = (line: string) => lines.push(stripVTControlCharacters(line).replace(/^\S+ /, ''));
    const view = new LiveView(show, openLimit);
    journal.subscribe((event) => view.show(event));
    const accept = (id: string) =>
      journal.write('gateway', 'push.accepted', {
        id,
        environment: 'sandbox',
        topic: 'com.example.app',
        pushType: 'alert',
        token: `token of ${id}`,
      });
    return { lines, journal, view, accept };
  }

  it('tells why a connection ended, whoever ended it', () => {
    const { lines, journal } = watch();
    const endings = [
      { connection: 1, reason: null, fault: null },
      { connection: 2, reason: 'IdleTimeout', fault: null },
      { connection: 3, reason: null, fault: 'PROTOCOL_ERROR' },
    ];
    for (const ending of endings) journal.write('gateway', 'connection.closed', ending);
    assert.deepEqual(
      lines.map((line) => line.trim()),
      [
        'connection 1 closed',
        'connection 2 closed with IdleTimeout',
        'connection 3 closed after PROTOCOL_ERROR of the provider',
      ],
    );
  });

  it('tells of broadcast channels and of messages to them, and counts pushes alone', () => {
    const { lines, journal, view } = watch();
    const channel = { environment: 'sandbox', app: 'com.example.app', channel: 'QUFB' };
    const refused = { environment: 'production', method: 'GET', path: '/1/apps/com.example.app/channels' };
    journal.write('gateway', 'channel.created', channel);
    journal.write('gateway', 'broadcast.accepted', { ...channel, devices: 2 });
    journal.write('gateway', 'broadcast.delivered', { id: '1', channel: 'QUFB' });
    journal.write('gateway', 'channel.rejected', { ...refused, status: 400, reason: 'MissingChannelId' });
    journal.write('gateway', 'broadcast.unheard', {
      environment: 'sandbox',
      path: '/4/broadcasts/x',
      fault: 'silence',
    });
    assert.deepEqual(lines, [
      'sandbox    channel QUFB of com.example.app created',
      'sandbox    200 broadcast com.example.app channel QUFB to 2 devices',
      'production 400 MissingChannelId GET /1/apps/com.example.app/channels',
      'sandbox    unanswered (silence) /4/broadcasts/x',
    ]);
    assert.equal(view.sum, '0 accepted, 0 refused');
  });

  it('tells of a push once its fate is known, and of a later fate too', () => {
    const { lines, journal, accept } = watch();
    accept('1');
    assert.deepEqual(lines, []);
    journal.write('gateway', 'push.stored', { id: '1' });
    journal.write('gateway', 'push.expired', { id: '1' });
    assert.deepEqual(lines, [
      'sandbox    200 alert com.example.app token of 1 stored',
      'sandbox    200 alert com.example.app token of 1 expired',
    ]);
  });

  it('remembers the latest pushes only, and tells the fate of an older one by its id', () => {
    const { lines, journal, view, accept } = watch(2);
    for (const id of ['1', '2', '3']) accept(id);
    for (const id of ['1', '2', '3']) journal.write('gateway', 'push.delivered', { id });
    assert.deepEqual(lines, [
      '           push 1 delivered',
      'sandbox    200 alert com.example.app token of 2 delivered',
      'sandbox    200 alert com.example.app token of 3 delivered',
    ]);
    assert.equal(view.sum, '3 accepted (3 delivered), 0 refused');
  });
});

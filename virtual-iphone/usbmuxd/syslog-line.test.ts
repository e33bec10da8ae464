import { strict as assert } from 'node:assert';
import type { LogLine } from '../device.ts';
import { syslogLine } from './syslog-line.ts';

describe('a line of the system log', () => {
  const entry: LogLine = {
    at: Date.UTC(2026, 10, 3, 9, 5, 7),
    process: 'apsd',
    pid: 88,
    level: 'Notice',
    text: 'push',
  };

  it('has date, host, process, level and text', () => {
    assert.equal(syslogLine('iPhone', entry), 'Nov  3 09:05:07 iPhone apsd[88] <Notice>: push');
  });

  it('keeps the library that a process name carries', () => {
    const line = syslogLine('iPhone', { ...entry, process: 'SpringBoard(FrontBoard)', level: 'Error' });
    assert.equal(line, 'Nov  3 09:05:07 iPhone SpringBoard(FrontBoard)[88] <Error>: push');
  });

  it('makes a host name of any device name', () => {
    const hosts = ["Alice's iPhone", '爱丽丝的', 'Lab (2)'].map((name) => syslogLine(name, entry).split(' ')[4]);
    assert.deepEqual(hosts, ['Alices-iPhone', 'iPhone', 'Lab-2']);
  });

  it('stays one line whatever the text holds', () => {
    assert.match(syslogLine('iPhone', { ...entry, text: 'a\r\nb\nc\0d' }), /<Notice>: a\\nb\\ncd$/);
  });

  it('is cut to 4 KiB without splitting a character', () => {
    for (const text of ['中'.repeat(3000), `x${'中'.repeat(3000)}`, `xx${'中'.repeat(3000)}`]) {
      const line = syslogLine('iPhone', { ...entry, text });
      assert.ok(Buffer.byteLength(line) <= 4096);
      assert.match(line, /中…$/);
    }
  });
});

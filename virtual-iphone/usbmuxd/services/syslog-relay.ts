/** syslog_relay: the phone's log as text, recent lines first, then live. Whatever the client sends is ignored. */

import type { Service } from './service.ts';

/** LF for readers of lines (the driver), then NUL, at which idevicesyslog prints what it has. */
const END = '\n\0';

/** A reader that is this far behind loses lines instead of the harness losing memory. */
const LARGEST_BACKLOG_BYTES = 1024 * 1024;

export const SYSLOG_RELAY: Service = {
  name: 'com.apple.syslog_relay',
  serve(stream, device) {
    const { recent } = device.log;
    if (recent.length > 0) stream.write(recent.join(END) + END);
    let lost = 0;
    const stop = device.log.follow((line) => {
      if (stream.writableLength > LARGEST_BACKLOG_BYTES) {
        lost += 1;
        return;
      }
      const gap = lost > 0 ? `=== ${lost} lines lost: the reader is too slow ===${END}` : '';
      stream.write(gap + line + END);
      lost = 0;
    });
    stream.once('close', stop);
    stream.resume();
  },
};

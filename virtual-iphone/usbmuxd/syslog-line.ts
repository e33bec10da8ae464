/** A log line in the form of iOS's syslog_relay: `Nov  3 09:05:07 host process[pid] <Level>: text`, without the LF. */

import type { LogLine } from '../device.ts';

/** appium-ios-device keeps a line in 5 KiB and overwrites its own memory beyond that. */
const LONGEST_LINE_BYTES = 4096;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * Time is shown in UTC, the time zone of every virtual phone. A line break inside the text is written as `\n`, so that
 * one entry stays one line for every reader. `process` may already hold a library: `SpringBoard(FrontBoard)`.
 */
export function syslogLine(deviceName: string, line: LogLine): string {
  const time = new Date(line.at);
  const day = String(time.getUTCDate()).padStart(2, ' ');
  const clock = time.toISOString().slice(11, 19);
  const text = line.text.replaceAll('\0', '').replaceAll(/\r\n|\r|\n/g, String.raw`\n`);
  return shortened(
    `${MONTHS[time.getUTCMonth()]} ${day} ${clock} ${hostName(deviceName)} ` +
      `${line.process}[${line.pid}] <${line.level}>: ${text}`,
  );
}

/** As iOS makes a host name of the device name: letters, digits and dashes. */
function hostName(deviceName: string): string {
  const name = deviceName
    .replaceAll("'", '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'iPhone' : name;
}

function shortened(line: string): string {
  const bytes = Buffer.from(line, 'utf8');
  if (bytes.length <= LONGEST_LINE_BYTES) return line;
  // Streaming decoding leaves out a character that the cut splits.
  const kept = new TextDecoder().decode(bytes.subarray(0, LONGEST_LINE_BYTES - 3), { stream: true });
  return `${kept}…`;
}

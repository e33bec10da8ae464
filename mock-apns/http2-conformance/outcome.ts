/**
 * What became of a connection after bytes that break or keep a rule, as one line, so that a table can list every line that
 * the rule allows.
 */

import type { RawClient } from './raw-client.ts';
import { DATA, GOAWAY, HEADERS, NO_ERROR, nameOfCode, RST_STREAM } from './wire.ts';

/**
 * `GOAWAY code` and the connection is over, or `closed` without that; `RST_STREAM code` on the stream, or `answer reason`
 * (`answer 200` when it has none), and the connection lives on; `nothing` when it lives and the stream has seen neither.
 */
export type Outcome = string;

const SECOND_LOOK = 2;

/**
 * The outcome for `stream`, once it is one of those expected or has to be taken for good. It is looked at again after that:
 * a reset that is followed by GOAWAY is no reset.
 */
export async function outcomeOf(client: RawClient, stream: number, expected: readonly Outcome[]): Promise<Outcome> {
  for (let look = 0; look < SECOND_LOOK; look += 1) {
    await client.settled();
    // Answers may be late; silence is told by the PING.
    const isThere = () => expected.includes(seen(client, stream));
    await client.until(() => isThere() || client.hasEnded(stream), expected.join(' or ')).catch(() => undefined);
  }
  return seen(client, stream);
}

function seen(client: RawClient, stream: number): Outcome {
  const goaway = client.ofType(GOAWAY)[0];
  if (goaway !== undefined) return `GOAWAY ${nameOfCode(goaway.payload.readUInt32BE(4))}`;
  if (client.isClosed) return 'closed';
  // After a whole answer, NO_ERROR only asks for no more of the request (RFC 9113, 8.1).
  const codes = client.ofType(RST_STREAM, stream).map(({ payload }) => payload.readUInt32BE(0));
  const reset = codes.find((code) => code !== NO_ERROR);
  if (reset !== undefined) return `RST_STREAM ${nameOfCode(reset)}`;
  if (client.ofType(HEADERS, stream).length === 0 || !client.hasEnded(stream)) return 'nothing';
  const body = Buffer.concat(client.ofType(DATA, stream).map(({ payload }) => payload)).toString();
  return body === '' ? 'answer 200' : `answer ${(JSON.parse(body) as { reason: string }).reason}`;
}

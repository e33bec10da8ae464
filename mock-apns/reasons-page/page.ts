/** The page that lists Apple's reasons with a request for each, made of what the gateway answers. */

import { TestbedClock } from '../../clock/index.ts';
import { spelled, statusOf, whyOf } from '../broadcast/reasons.ts';
import { makeCertificates, REASONS } from '../index.ts';
import { drawnBroadcasts } from './broadcast-stories.ts';
import { storiesOf } from './stories.ts';

const HEAD = `# Apple's 32 reasons

Every reason that Apple documents for a push that is not accepted, and one request that draws it from the gateway. The
requests differ from a good VoIP push in what is said. This page is written by \`npm run generate\`, from the answers that
the gateway gave; a test fails when it is stale.

| reason | status | when | drawn by | answer |
| --- | --- | --- | --- | --- |
`;

const BROADCAST_HEAD = `
## Broadcast channels

What a broadcast to Live Activities draws, or a request about a channel; the answer has \`apns-request-id\` in place of
\`apns-id\`. [Broadcast channels](../guides/broadcast-channels.md) has the requests that are accepted.

| reason | status | when | drawn by | answer |
| --- | --- | --- | --- | --- |
`;

/** Plays every story and writes down what came back. */
export async function reasonsPage(): Promise<string> {
  const clock = new TestbedClock();
  const rows: string[] = [];
  for (const story of storiesOf({ clock, certificates: await makeCertificates() })) {
    const { status, because } = REASONS[story.reason];
    rows.push(`| \`${story.reason}\` | ${status} | ${because} | ${story.told} | \`${await story.draw()}\` |\n`);
  }
  const broadcasts: string[] = [];
  for (const { reason, told, answer } of await drawnBroadcasts(clock)) {
    const cells = [`\`${spelled(reason)}\``, statusOf(reason), whyOf(reason), told, `\`${answer}\``];
    broadcasts.push(`| ${cells.join(' | ')} |\n`);
  }
  clock.close();
  return HEAD + rows.join('') + BROADCAST_HEAD + broadcasts.join('');
}

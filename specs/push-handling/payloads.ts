/** Payloads that bring no call, as servers, relays and old app versions have sent them: each with what is wrong. */

const FROM = { name: 'Alice Example', handle: 'alice@example.com' };
const ID = 'b16b00b5-0000-4000-8000-000000000001';

export const UNREADABLE = [
  { what: 'nothing', payload: { aps: {} } },
  { what: 'only a text', payload: { aps: { alert: 'Missed call' } } },
  { what: 'no call', payload: { aps: {}, call: null } },
  { what: 'text for a call', payload: { aps: {}, call: 'alice' } },
  { what: 'an empty call', payload: { aps: {}, call: {} } },
  { what: 'no id', payload: { aps: {}, call: { from: FROM } } },
  { what: 'a number for an id', payload: { aps: {}, call: { id: 17, from: FROM } } },
  { what: 'an id that is no UUID', payload: { aps: {}, call: { id: 'call-17', from: FROM } } },
  { what: 'nobody who calls', payload: { aps: {}, call: { id: ID, from: 'Alice' } } },
  { what: 'a list', payload: { aps: [], call: [] } },
] as const;

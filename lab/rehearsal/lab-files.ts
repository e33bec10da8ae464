/** Lab files of a dress rehearsal: of the lab whose phone is a real one as far as it knows, and of the one to compare with. */

import { join } from 'node:path';
import { stringify } from 'yaml';
import type { VirtualPhoneEntry } from '../inventory.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import type { MadePhone, MeetingPoints } from './phone-maker.ts';

export const REFERENCE_APP = join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference');
const CLAIMS = join(REFERENCE_APP, 'ringproof.claims.yaml');

type Phone = Pick<VirtualPhoneEntry, 'name' | 'model' | 'ios' | 'language'>;

/** The same app on the same phone, simulated in the lab itself. */
export function virtualLabFile({ name, model, ios, language }: Phone): string {
  return stringify({
    app: REFERENCE_APP,
    claims: CLAIMS,
    phones: [{ name, model: model.name, ios: ios.version, language }],
  });
}

/** As somebody writes it whose iPhone is on the desk. */
export function realLabFile(phone: Phone, made: MadePhone, at: MeetingPoints): string {
  const apns = {
    environment: 'sandbox',
    url: made.gateway,
    ca: made.authority,
    key: made.key,
    keyId: made.keyId,
    teamId: made.teamId,
  };
  return outsideLabFile(phone, made, at, { kind: 'real', app: appOf(made), apns });
}

/** @param path of the .app folder */
export function simulatorLabFile(phone: Phone, made: MadePhone, at: MeetingPoints, path: string): string {
  return outsideLabFile(phone, made, at, { kind: 'simulator', app: { path, ...appOf(made) } });
}

function outsideLabFile(
  { name, model, ios, language }: Phone,
  { udid, webDriverAgentUrl }: MadePhone,
  { callServerPort, probePort, probeSecret }: MeetingPoints,
  own: object,
): string {
  const phone = {
    ...own,
    name,
    model: model.name,
    ios: ios.version,
    language,
    udid,
    webDriverAgent: { url: webDriverAgentUrl },
    callServer: { host: '127.0.0.1', port: callServerPort },
    probe: { host: '127.0.0.1', port: probePort, secret: probeSecret },
  };
  return stringify({ claims: CLAIMS, phones: [phone] });
}

function appOf({ bundleId }: MadePhone): object {
  return { bundleId, name: 'Calls', version: '1.0' };
}

/** house_arrest: opens an app's container, and becomes AFC on the same connection. */

import { PlistChannel } from '../plist-channel.ts';
import { stringAt } from '../plist-codec.ts';
import { serveAfc } from './afc.ts';
import type { Service } from './service.ts';

export const HOUSE_ARREST: Service = {
  name: 'com.apple.mobile.house_arrest',
  serve(stream, device, onFault) {
    const channel = new PlistChannel(stream, {
      onFault,
      onRequest: (request) => {
        const command = stringAt(request, 'Command');
        const bundleId = stringAt(request, 'Identifier') ?? '';
        if (command !== 'VendDocuments' && command !== 'VendContainer') {
          channel.send({ Error: 'UnknownCommand' });
          return;
        }
        if (!device.phone.installedApps().some((app) => app.bundleId === bundleId)) {
          channel.send({ Error: 'ApplicationLookupFailed' });
          return;
        }
        channel.send({ Status: 'Complete' });
        channel.switchTo((same) => {
          serveAfc(same, device.container(bundleId), onFault);
          return undefined;
        });
      },
    });
  },
};

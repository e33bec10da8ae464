/** notification_proxy: lets a client post Darwin notifications and hear those it has asked for. */

import { PlistChannel } from '../plist-channel.ts';
import { stringAt } from '../plist-codec.ts';
import type { Service } from './service.ts';

export const NOTIFICATION_PROXY: Service = {
  name: 'com.apple.mobile.notification_proxy',
  serve(stream, { notifications }, onFault) {
    const observed = new Set<string>();
    const channel = new PlistChannel(stream, {
      onFault,
      onRequest: (request) => {
        const name = stringAt(request, 'Name');
        switch (stringAt(request, 'Command')) {
          case 'ObserveNotification':
            if (name !== undefined) observed.add(name);
            return;
          case 'PostNotification':
            if (name !== undefined) notifications.post(name);
            return;
          case 'Shutdown':
            channel.send({ Command: 'ProxyDeath' });
            channel.end();
            return;
          // Silence is the answer to the rest: an unknown Command in return crashes appium-ios-device's handler.
          default:
        }
      },
    });
    const stop = notifications.observe((name) => {
      if (observed.has(name)) channel.send({ Command: 'RelayNotification', Name: name });
    });
    stream.once('close', stop);
  },
};

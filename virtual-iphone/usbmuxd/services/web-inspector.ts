/** webinspector: says that no application shows web content, so that a list of contexts has the native one alone. */

import { PlistChannel } from '../plist-channel.ts';
import { stringAt } from '../plist-codec.ts';
import type { Service } from './service.ts';

export const WEB_INSPECTOR: Service = {
  name: 'com.apple.webinspector',
  serve(stream, _device, onFault) {
    const channel = new PlistChannel(stream, {
      onFault,
      onRequest: (request) => {
        if (stringAt(request, '__selector') !== '_rpc_reportIdentifier:') return;
        channel.send({
          __selector: '_rpc_reportConnectedApplicationList:',
          __argument: { WIRApplicationDictionaryKey: {} },
        });
      },
    });
  },
};

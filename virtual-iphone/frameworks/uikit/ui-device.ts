/** UIDevice. */

import { iosMajor } from '../availability.ts';
import { launch } from '../bridge.ts';
import { NSUUID } from '../foundation/ns-uuid.ts';

export class UIDevice {
  static readonly currentDevice = new UIDevice();
  readonly systemName = 'iOS';
  readonly model = 'iPhone';

  get systemVersion(): string {
    return launch.iosVersion;
  }

  /** The owner's name for the phone; since iOS 16 only its model (Apple, uikit/uidevice/name). */
  get name(): string {
    return iosMajor() >= 16 ? this.model : launch.deviceName;
  }

  get identifierForVendor(): NSUUID | null {
    return NSUUID.initWithUUIDString(launch.vendorIdentifier);
  }
}

/** A phone that runs real apps, each in a context of its own, and draws nothing. */

import { Journal, TestbedClock } from '../clock/index.ts';
import { ServerSide } from './app-process/app-under-test.ts';
import { createAppLauncher } from './app-process/index.ts';
import { MemoryCourier } from './daemons/scripted-phone.ts';
import { IPHONE_MODELS, type IphoneModel } from './ios/models.ts';
import { type IosVersion, iosVersion } from './ios/versions.ts';
import { VirtualIphone } from './phone.ts';
import type { VirtualIphoneOptions } from './phone-options.ts';
import { composeScreen } from './ui/index.ts';

export interface RealAppPhone {
  readonly clock: TestbedClock;
  readonly journal: Journal;
  readonly courier: MemoryCourier;
  readonly phone: VirtualIphone;
}

interface Given extends Partial<Pick<VirtualIphoneOptions, 'compose' | 'settings'>> {
  readonly model?: string;
  readonly ios?: string;
  readonly turnLimitMs?: number;
}

export function realAppPhone(given: Given = {}): RealAppPhone {
  const { model = 'iPhone 6', ios = '18.6', turnLimitMs = 1_000, compose = composeScreen, settings } = given;
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  const courier = new MemoryCourier();
  const phone = new VirtualIphone({
    udid: '00008120-000A1B2C3D4E5F60',
    name: 'Test phone',
    model: IPHONE_MODELS.find(({ name }) => name === model) as IphoneModel,
    ios: iosVersion(ios) as IosVersion,
    language: 'en',
    clock,
    journal,
    courier,
    launcher: createAppLauncher({ clock, network: new ServerSide(), turnLimitMs }),
    compose,
    draw: () => Promise.resolve(Buffer.alloc(0)),
    quiet: () => clock.quiet(),
    ...(settings === undefined ? {} : { settings }),
  });
  return { clock, journal, courier, phone };
}

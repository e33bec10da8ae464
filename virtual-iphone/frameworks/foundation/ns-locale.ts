/** NSLocale: the language and the region that the user has set. The region is no place: it stays when the phone travels. */

import { launch } from '../bridge.ts';

export const NSLocaleCountryCode = 'kCFLocaleCountryCodeKey';
export const NSLocaleLanguageCode = 'kCFLocaleLanguageCodeKey';

export class NSLocale {
  static readonly currentLocale = new NSLocale();

  /** Such as `en_US` or `zh-Hans_CN`. */
  get localeIdentifier(): string {
    return `${launch.language}_${launch.region}`;
  }

  get languageCode(): string {
    return launch.language.replace(/-.*$/, '');
  }

  /** ISO 3166, two letters. */
  get countryCode(): string {
    return launch.region;
  }

  /** The older way to ask. */
  objectForKey(key: string): string | null {
    if (key === NSLocaleCountryCode) return this.countryCode;
    return key === NSLocaleLanguageCode ? this.languageCode : null;
  }
}

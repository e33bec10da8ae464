/**
 * Which app opens a URL: one that has its scheme among CFBundleURLTypes, or, for web addresses from iOS 9 on, one with the
 * host among its associated domains ("applinks:"). Of an associated domain every path is taken to be the app's: its
 * apple-app-site-association is not fetched. There is no browser for the others.
 */

import type { Json } from '../../messages.ts';
import type { App } from '../runningboard/app.ts';

export type UrlWay = 'scheme' | 'universal-link';

/** @param iosMajor universal links came with 9 */
export function urlWay(app: App, url: URL, iosMajor: number): UrlWay | undefined {
  const { manifest } = app.bundle;
  const scheme = url.protocol.slice(0, -1);
  if (/^https?$/.test(scheme)) {
    const domains = strings(manifest.entitlements['com.apple.developer.associated-domains']);
    return iosMajor >= 9 && domains.some((domain) => isOfDomain(domain, url.hostname)) ? 'universal-link' : undefined;
  }
  const types = manifest['CFBundleURLTypes'];
  const schemes = (Array.isArray(types) ? types : []).flatMap((type: Json) =>
    typeof type === 'object' && type !== null && !Array.isArray(type) ? strings(type['CFBundleURLSchemes']) : [],
  );
  return schemes.some((each) => each.toLowerCase() === scheme) ? 'scheme' : undefined;
}

/** @param domain `applinks:example.com`, `applinks:*.example.com`, or either with `?mode=developer` behind it */
function isOfDomain(domain: string, host: string): boolean {
  const [, name] = /^applinks:([^?]+)/.exec(domain.toLowerCase()) ?? [];
  return name?.startsWith('*.') === true ? host.endsWith(name.slice(1)) : name === host;
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

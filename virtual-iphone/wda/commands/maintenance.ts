/** Routes for those who look after WebDriverAgent itself. */

import { type Route, route } from '../route.ts';

/** Answered as text instead of in the envelope of commands. */
export class HtmlPage {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

export const MAINTENANCE_ROUTES: readonly Route[] = [
  route('none', 'GET', '/health', () => new HtmlPage(page('Health Check', 'I-AM-ALIVE'))),
  route('none', 'GET', '/wda/healthcheck', () => null),
  route('none', 'GET', '/calibrate', () => new HtmlPage(page('Calibration', 'Deprecated'))),
  // The lab ends WebDriverAgent together with the phone.
  route('none', 'GET', '/wda/shutdown', () => null),
];

function page(title: string, text: string): string {
  return `<!DOCTYPE html><html><title>${title}</title><body><p>${text}</p></body></html>`;
}

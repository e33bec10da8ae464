/** HTML without accidents: everything put into a template is escaped unless it is markup already. */

import { createHash } from 'node:crypto';

/** Markup that may be put into a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | readonly Content[];

/** Template tag: `html`<p>${untrusted}</p>``. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = parts[0] ?? '';
  for (const [index, value] of values.entries()) text += render(value) + (parts[index + 1] ?? '');
  return new Markup(text);
}

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return escapeHtml(String(content));
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('\0', '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** What a content security policy calls this very style or script. */
export function policyHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * A link to a file beside the report, or `undefined` when `file` is anything else than a relative path: a report must
 * not lead its reader to a script or a foreign host.
 */
export function relativeLink(file: string): string | undefined {
  if (file === '' || /^([a-z][a-z0-9+.-]*:|[\\/])/i.test(file)) return undefined;
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}

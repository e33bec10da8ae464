/** The page of the gateway's settings, made of their table. */

import { SETTINGS, type Setting } from './settings.ts';

const HEAD = `# Settings of the gateway

What Apple leaves undocumented, or documents and then answers otherwise: one setting each. Give them as \`settings\` to
\`startGateway\` or \`startWorlds\`, or in the config file of \`ringproof gateway\`. Written by \`npm run generate\` from
\`mock-apns/settings/settings.ts\`; a test fails when it is stale.

| setting | default | allowed | meaning | source of the default |
| --- | --- | --- | --- | --- |
`;

export function settingsPage(): string {
  const rows = Object.entries<Setting<unknown>>(SETTINGS).map(([name, { default: byDefault, allowed, what, source }]) =>
    row([`\`${name}\``, shown(byDefault), allowed.told, what, source]),
  );
  return HEAD + rows.join('');
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

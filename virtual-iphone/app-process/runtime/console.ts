/** `console` of an app: each call is one line of the phone's log. */

import { command, describe } from './host.ts';
import { define } from './time.ts';

type Level = 'Debug' | 'Notice' | 'Warning' | 'Error';

const LEVELS: Readonly<Record<string, Level>> = {
  debug: 'Debug',
  trace: 'Debug',
  log: 'Notice',
  info: 'Notice',
  warn: 'Warning',
  error: 'Error',
};

export function log(level: Level, text: string): void {
  command({ command: 'send', message: { kind: 'app.log', level, text } });
}

export function installConsole(global: object): void {
  const console: Record<string, (...values: unknown[]) => void> = {};
  for (const [name, level] of Object.entries(LEVELS)) {
    console[name] = (...values) => log(level, values.map(readable).join(' '));
  }
  console.assert = (condition, ...values) => {
    if (!condition) log('Error', ['Assertion failed:', ...values.map(readable)].join(' '));
  };
  define(global, 'console', console);
}

function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) {
    const { name, reason, stack } = describe(value);
    return stack === '' ? `${name}: ${reason}` : stack;
  }
  if (typeof value === 'function') return `[Function ${value.name}]`;
  try {
    return typeof value === 'object' && value !== null ? (JSON.stringify(value) ?? '') : String(value);
  } catch {
    return '[object that cannot be shown]';
  }
}

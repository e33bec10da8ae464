/** `ringproof doctor`: what this machine has and lacks for the phones of a lab, and what to do about it. */

import pc from 'picocolors';
import type { PhoneKind } from '../conformance/catalogue.ts';
import { type Examined, examine, isGood, type Status } from '../lab/doctor/examine.ts';
import { needsOf } from '../lab/doctor/needs.ts';
import { EXIT_CODE } from '../lab/errors.ts';
import { readInventory } from '../lab/inventory.ts';
import { shownPath } from '../lab/shown-path.ts';

export interface DoctorCommand {
  readonly lab: string;
  /** Kinds of phone beside those of the lab. */
  readonly kind: readonly PhoneKind[];
  /** Where the WebDriverAgent of a real phone is. */
  readonly wda?: URL;
  /** Reach Apple, or the gateway there. */
  readonly network?: URL | true;
  readonly json?: boolean;
}

const SHOWN: Readonly<Record<Status, string>> = {
  ok: pc.green('ok'),
  missing: pc.red('missing'),
  optional: pc.yellow('not there'),
  'not-needed': pc.dim('not needed'),
  'not-asked': pc.dim('not asked'),
};

/** @returns the exit code: 0 when nothing is missing that this lab needs. @throws UsageError */
export async function doctor(command: DoctorCommand): Promise<number> {
  const needs = needsOf(await readInventory(command.lab), command);
  const host = {
    environment: process.env,
    platform: process.platform,
    node: process.versions.node,
    terminal: process.stdin.isTTY,
  };
  const examined = await examine(host, needs);
  const good = isGood(examined);
  const kinds = [...needs.kinds];
  if (command.json === true) {
    process.stdout.write(`${JSON.stringify({ lab: command.lab, kinds, good, checks: examined }, null, 2)}\n`);
  } else {
    process.stdout.write(`${[...table(examined), '', conclusion(command, kinds, good)].join('\n')}\n`);
  }
  return good ? EXIT_CODE.met : EXIT_CODE.notMet;
}

function table(examined: readonly Examined[]): string[] {
  const nameWidth = Math.max(...examined.map(({ name }) => name.length));
  const statusWidth = Math.max(...Object.keys(SHOWN).map((status) => status.length));
  return examined.flatMap(({ name, status, found, advice }) => [
    `${name.padEnd(nameWidth)}  ${SHOWN[status]}${' '.repeat(statusWidth - plainWidth(status))}  ${found}`,
    ...(advice === undefined ? [] : [`${' '.repeat(nameWidth + statusWidth + 4)}${pc.cyan(advice)}`]),
  ]);
}

function plainWidth(status: Status): number {
  return status === 'optional' ? 'not there'.length : status.length;
}

function conclusion({ lab }: DoctorCommand, kinds: readonly PhoneKind[], good: boolean): string {
  const what = `${shownPath(lab)} with phones of kind ${kinds.join(', ')}`;
  return good
    ? `${pc.green('READY')}: this machine has what ${what} needs.`
    : `${pc.red('NOT READY')}: something is missing that ${what} needs.`;
}

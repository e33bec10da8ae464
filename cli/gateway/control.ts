/** The control API beside a gateway that runs alone, if the command line or the config file asks for it. */

import pc from 'picocolors';
import type { Journal, TestbedClock } from '../../clock/index.ts';
import { type ControlServer, startControl, type Worlds } from '../../mock-apns/index.ts';
import type { GatewayConfig } from '../../mock-apns/settings/gateway-config.ts';

export interface ControlCommand {
  readonly controlHost?: string;
  readonly controlPort?: number;
  /** Alone it opens nothing: it may come from the environment. */
  readonly controlToken?: string;
}

/**
 * @returns undefined when nobody asked for it
 * @throws Error when others could use it without a token, or the port cannot be had
 */
export async function openControl(
  command: ControlCommand,
  config: GatewayConfig,
  behind: { readonly worlds: Worlds; readonly clock: TestbedClock; readonly journal: Journal },
): Promise<(ControlServer & { readonly line: string }) | undefined> {
  const isAskedFor =
    command.controlPort !== undefined || command.controlHost !== undefined || config.control !== undefined;
  if (!isAskedFor) return undefined;
  const host = command.controlHost ?? config.control?.host;
  const token = command.controlToken ?? config.control?.token;
  const server = await startControl({
    ...behind,
    port: command.controlPort ?? config.control?.port ?? 0,
    ...(host === undefined ? {} : { host }),
    ...(token === undefined ? {} : { token }),
  });
  const who = token === undefined ? 'for programs on this machine' : 'for those who have the token';
  return { ...server, line: `${pc.bold('Control')}      ${server.url}  ${who}` };
}

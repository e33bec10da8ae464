/** Reads the config file of `ringproof gateway`: every mistake is told with its line and field. */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readYaml } from '../../conformance/yaml-lines.ts';
import { messageOf, UsageError } from '../../lab/errors.ts';
import { shownPath } from '../../lab/shown-path.ts';
import { readFaultRequest } from '../../mock-apns/faults/fault-request.ts';
import { type GatewayConfig, gatewayConfigSchema } from '../../mock-apns/settings/gateway-config.ts';
import { nearest } from '../../mock-apns/settings/nearest.ts';
import { settingProblem } from '../../mock-apns/settings/settings.ts';
import { wrongToken } from './wrong-token.ts';

type Path = readonly PropertyKey[];

const ADVICE = 'docs/guides/gateway.md shows a complete config file.';

/**
 * The config with its paths made absolute; they are written relative to the file.
 * @throws UsageError that names file, line, field and what was expected.
 */
export async function readGatewayConfig(file: string): Promise<GatewayConfig> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `Cannot read the config file ${shownPath(file)}: ${messageOf(error)}.`,
      'Give an existing file with --config, or leave the option out to use the defaults.',
    );
  });
  const { document, lineOf, lineOfError } = readYaml(text);
  const fail = (line: number, message: string): never => {
    throw new UsageError(`${shownPath(file)}:${line}: ${message}.`, ADVICE);
  };
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    fail(lineOfError(syntax), `not valid YAML: ${syntax.message.split(' at line ')[0]}`);
  }
  // An empty file is a config without wishes.
  const value: unknown = document.toJS() ?? {};
  const parsed = gatewayConfigSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue === undefined) throw parsed.error;
    if (issue.code !== 'unrecognized_keys') {
      return fail(lineOf(issue.path), `${field(issue.path)}${issue.message.replace(/^I/, 'i')}`);
    }
    const [key = ''] = issue.keys;
    const known = knownKeys(issue.path);
    const meant = nearest(key, known);
    const suggestion = meant === undefined ? `known are ${known.join(', ')}` : `perhaps ${meant} is meant`;
    return fail(lineOf([...issue.path, key]), `${field(issue.path)}there is no field ${key}; ${suggestion}`);
  }
  for (const [name, given] of Object.entries(parsed.data.settings ?? {})) {
    const problem = settingProblem(name, given);
    if (problem !== undefined) fail(lineOf(['settings', name]), problem);
  }
  for (const [index, fault] of (parsed.data.faults ?? []).entries()) {
    try {
      readFaultRequest(fault);
    } catch (error) {
      fail(lineOf(['faults', index]), `${field(['faults', index])}${messageOf(error).replace(/\.$/, '')}`);
    }
  }
  const misfit = wrongToken(parsed.data.devices ?? []);
  if (misfit !== undefined) fail(lineOf(misfit.path), `${field(misfit.path)}${misfit.message}`);
  const { credentials, log, ...rest } = parsed.data;
  const beside = (path: string) => resolve(dirname(file), path);
  return {
    ...rest,
    ...(credentials === undefined ? {} : { credentials: beside(credentials) }),
    ...(log === undefined ? {} : { log: log === '-' ? log : beside(log) }),
  };
}

function field(path: Path): string {
  if (path.length === 0) return '';
  return `${path.map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`)).join('')}: `.slice(1);
}

/** The fields that an object of the config may have. */
function knownKeys([section]: Path): readonly string[] {
  if (section === 'ports' || section === 'managePorts') return ['sandbox', 'production'];
  if (section === 'control') return ['port', 'host', 'token'];
  if (section === 'devices') return ['id', 'topics', 'tokens'];
  return Object.keys(gatewayConfigSchema.shape);
}

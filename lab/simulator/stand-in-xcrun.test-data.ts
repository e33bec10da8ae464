/**
 * Stands for `xcrun` on machines without Xcode: an executable that knows exactly the command lines of a conversation,
 * answers them as simctl does, writes down what it was asked and gives exit code 64 to anything else.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StandInAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

export interface StandInXcrun {
  /** With nothing but the stand-in on its PATH. */
  readonly environment: NodeJS.ProcessEnv;
  /** Command lines so far, each followed by ` < <standard input>` where something was sent there. */
  asked(): string[];
  /** From now on this command line gets that answer. */
  answer(commandLine: string, answer: StandInAnswer): void;
  remove(): void;
}

const PROGRAM = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const commandLine = process.argv.slice(2).join(' ');
const input = commandLine.endsWith(' -') ? readFileSync(0, 'utf8') : '';
appendFileSync(join(__dirname, 'asked'), commandLine + (input === '' ? '' : ' < ' + input) + '\\n');
const answers = JSON.parse(readFileSync(join(__dirname, 'answers.json'), 'utf8'));
const { stdout = '', stderr = '', code = 0 } = answers[commandLine] ?? { stderr: 'Unrecognized subcommand: ' + commandLine, code: 64 };
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
`;

export function standInXcrun(answers: Readonly<Record<string, StandInAnswer>>): StandInXcrun {
  const folder = mkdtempSync(join(tmpdir(), 'rp-xcrun-'));
  const known = { ...answers };
  const keep = () => writeFileSync(join(folder, 'answers.json'), JSON.stringify(known));
  keep();
  writeFileSync(join(folder, 'asked'), '');
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(join(folder, 'xcrun'), PROGRAM, { mode: 0o755 });
  return {
    environment: { PATH: folder },
    asked: () => readFileSync(join(folder, 'asked'), 'utf8').split('\n').filter(Boolean),
    answer(commandLine, answer) {
      known[commandLine] = answer;
      keep();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As `simctl list --json devices` of Xcode 26 prints it. */
export function simctlDevices(udid: string, change: Readonly<Record<string, unknown>> = {}): StandInAnswer {
  const device = {
    dataPath: `/Users/qa/Library/Developer/CoreSimulator/Devices/${udid}/data`,
    dataPathSize: 4_210_688,
    logPath: `/Users/qa/Library/Logs/CoreSimulator/${udid}`,
    udid,
    isAvailable: true,
    deviceTypeIdentifier: 'com.apple.CoreSimulator.SimDeviceType.iPhone-16',
    state: 'Shutdown',
    name: 'iPhone 16',
    ...change,
  };
  return {
    stdout: JSON.stringify({
      devices: {
        'com.apple.CoreSimulator.SimRuntime.iOS-18-6': [device],
        'com.apple.CoreSimulator.SimRuntime.watchOS-11-5': [{ ...device, udid: 'W', name: 'Apple Watch' }],
      },
    }),
  };
}

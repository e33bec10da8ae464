/** The `ringproof` command. Options and their errors live here; the work is done by the rooms. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT_CODE } from '../lab/errors.ts';
import { packageVersion } from '../lab/packages.ts';
import { DEFAULT_LAB_FILE } from '../lab/run/plan.ts';
import { shownPath } from '../lab/shown-path.ts';
import { reportError } from './report-error.ts';

interface LabOptions {
  readonly lab: string;
  readonly phone: string[];
  readonly controlPort?: number;
  readonly appiumPort?: number;
}

interface RunOptions extends LabOptions {
  readonly only: string[];
  readonly reports: string;
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description}; may be repeated`)
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value])
    .default([], 'all');
}

function port(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError('Expected a port number from 0 to 65535.');
}

function withLabOptions(command: Command): Command {
  return command
    .option('--lab <file>', 'lab file: lists the phones, and the app under test', shownPath(DEFAULT_LAB_FILE))
    .addOption(repeatable('--phone <name>', 'only phones with this in their name, such as "iPhone 15"'))
    .option('--control-port <port>', 'port of the control API (default: any free one)', port)
    .option('--appium-port <port>', 'port of Appium (default: any free one)', port);
}

function build(): Command {
  const program = new Command('ringproof')
    .description('Proves that a VoIP call rings: conformance tests for iOS apps that use PushKit and CallKit.')
    .version(packageVersion(), '-V, --version')
    .showHelpAfterError('(run with --help for the options)')
    .exitOverride();

  withLabOptions(program.command('run'))
    .description('start a lab, run the conformance suite on its phones, write the reports')
    .addOption(repeatable('--only <id>', 'only requirements whose id begins so, such as RP-ANS or RP-ANS-001'))
    .option('--reports <folder>', 'folder for the reports of all runs', 'reports')
    .action(async (options: RunOptions) => {
      const { run } = await import('./run.ts');
      process.exitCode = await run(options);
    });

  withLabOptions(program.command('serve'))
    .description('keep a lab up and print what to point clients at')
    .option('--reports <folder>', 'folder for logs', 'reports')
    .action(async (options: LabOptions & { reports: string }) => {
      const { serve } = await import('./serve.ts');
      process.exitCode = await serve(options);
    });

  program
    .command('selftest')
    .description('prove that the suite can fail: run it against broken apps and expect the requirement each one breaks')
    .addOption(repeatable('--mutant <name>', 'only this mutant'))
    .option('--reports <folder>', 'folder for the reports of all runs', 'reports')
    .action(async (options: { mutant: string[]; reports: string }) => {
      const { selftest } = await import('./selftest.ts');
      process.exitCode = await selftest(options);
    });
  for (const command of program.commands) command.exitOverride();
  return program;
}

try {
  await build().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its message; help and version are no mistakes.
    process.exitCode = error.exitCode === 0 ? EXIT_CODE.met : EXIT_CODE.usage;
  } else {
    process.exitCode = reportError(error);
  }
}

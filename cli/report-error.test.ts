import { strict as assert } from 'node:assert';
import { stripVTControlCharacters } from 'node:util';
import { DataFileError } from '../conformance/catalogue.ts';
import { HarnessError, UsageError } from '../lab/errors.ts';
import { AppLoadError } from '../virtual-iphone/app-process/app-load-error.ts';
import { Interrupted } from './interrupt.ts';
import { reportError } from './report-error.ts';

describe('The message of what ended a command', () => {
  function told(error: unknown): { exitCode: number; text: string } {
    let text = '';
    const exitCode = reportError(error, (line) => {
      text += `${stripVTControlCharacters(line)}\n`;
    });
    return { exitCode, text };
  }

  it('says what the user can do', () => {
    assert.deepEqual(told(new UsageError('Port 80 is in use.', 'Give another.')), {
      exitCode: 64,
      text: 'ringproof: Port 80 is in use.\nGive another.\n',
    });
    assert.deepEqual(told(new AppLoadError('The app does not bundle.', ['main.ts:1:7 Unexpected'], 'Mend it.')), {
      exitCode: 64,
      text: 'ringproof: The app does not bundle.\n  main.ts:1:7 Unexpected\nMend it.\n',
    });
    const missing = Object.assign(new Error("Cannot find package 'ws'"), { code: 'ERR_MODULE_NOT_FOUND' });
    assert.deepEqual(told(missing), {
      exitCode: 64,
      text: "ringproof: a package is not installed: Cannot find package 'ws'\nRun `npm ci` in its folder first.\n",
    });
  });

  it('does not blame the user for a fault of ours', () => {
    assert.deepEqual(told(new HarnessError('Appium ended.', 'Its output is in appium.log.')), {
      exitCode: 3,
      text: 'ringproof: Appium ended.\nIts output is in appium.log.\n',
    });
    const problem = { file: 'requirements/ring.yaml', line: 3, message: 'unknown keyword' };
    const { exitCode, text } = told(new DataFileError('The catalogue', [problem]));
    assert.equal(exitCode, 3);
    assert.match(
      text,
      /^ringproof: The catalogue cannot be read, 1 problem\(s\):\n {2}requirements\/ring\.yaml:3: unknown/,
    );
  });

  it('shows the stack of what nobody foresaw, and only of that', () => {
    const { exitCode, text } = told(new TypeError('x is not a function'));
    assert.equal(exitCode, 3);
    assert.match(
      text,
      /^ringproof: this is a fault of Ringproof, please report it\.\nTypeError: x is not a function\n +at /,
    );
    assert.equal(told('out of the blue').text.split('\n')[1], 'out of the blue');
  });

  it('says after an interruption that nothing is left', () => {
    assert.deepEqual(told(new Interrupted('now')), {
      exitCode: 130,
      text: 'Interrupted: everything was stopped, and no report was written.\n',
    });
  });
});

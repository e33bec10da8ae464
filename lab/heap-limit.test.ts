import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { withHeapLimit } from './heap-limit.ts';

describe('The heap limit of a child process', () => {
  const limitMb = (environment: NodeJS.ProcessEnv) => {
    const program = 'console.log(v8.getHeapStatistics().heap_size_limit / 2 ** 20)';
    return Number(
      execFileSync(process.execPath, ['-p', program], { env: environment, encoding: 'utf8' }).split('\n')[0],
    );
  };

  it('is what the process may use', () => {
    const { NODE_OPTIONS: _, ...environment } = process.env;
    // The young generation comes on top.
    const limit = limitMb(withHeapLimit(environment));
    assert.ok(limit >= 1024 && limit < 1152, `${limit} MB`);
  });

  it('gives way to the one that the user has set, and keeps other options', () => {
    const limited = withHeapLimit({ ...process.env, NODE_OPTIONS: '--no-warnings --max-old-space-size=2048' });
    assert.ok(limitMb(limited) >= 2048);
    assert.match(limited['NODE_OPTIONS'] ?? '', /--no-warnings/);
  });
});

import { strict as assert } from 'node:assert';
import { AppUnderTest } from '../../app-process/app-under-test.ts';

describe('background tasks of an app', () => {
  it('call their handlers once when the time is over, and say how much is left', async () => {
    const app = await AppUnderTest.start(`
      import { UIApplication, UIApplicationMain } from 'UIKit';
      UIApplicationMain(class {
        applicationDidEnterBackground(application: UIApplication) {
          const kept = application.beginBackgroundTaskWithExpirationHandler(() => console.log('over', kept));
          const ended = application.beginBackgroundTaskWithExpirationHandler(() => application.endBackgroundTask(ended));
          application.beginBackgroundTaskWithExpirationHandler(null);
          setTimeout(() => console.log(String(Math.round(application.backgroundTimeRemaining))), 10_000);
        }
        applicationWillEnterForeground(application: UIApplication) {
          console.log(String(application.backgroundTimeRemaining > 1e9));
        }
        applicationDidReceiveMemoryWarning() { console.log('memory'); }
      });
    `);
    await app.deliver({ kind: 'app.state', state: 'active' }, { kind: 'app.state', state: 'background' });
    await app.clock.elapse(10_100);
    const over = { kind: 'app.background-time-over' } as const;
    await app.deliver(over, over, { kind: 'app.memory-warning' }, { kind: 'app.state', state: 'active' });
    app.stop();
    assert.deepEqual(app.log, ['20', 'over 1', 'memory', 'false']);
    const told = app.sentOf('app.background-task').map(({ id, running }) => `${id} ${running}`);
    assert.deepEqual(told, ['1 true', '2 true', '3 true', '2 false']);
  });
});

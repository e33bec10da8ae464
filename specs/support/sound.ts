/** The audio session of a call, as the phone recorded it during the running check. */

import { awaitRecord, recorded } from './call-kit.ts';
import { expectThat, shown } from './expectation.ts';
import { session } from './session.ts';

const PLAY_AND_RECORD = 'AVAudioSessionCategoryPlayAndRecord';

export const sound = {
  /** Only the system has activated the audio session. */
  async isLeftToTheSystem(): Promise<void> {
    await session().control.rest();
    const [own] = await recorded('audio.set-active', { active: true });
    const error = own?.data['error'] ?? null;
    expectThat(
      own === undefined,
      `The app called AVAudioSession.setActive(true) during a call (error: ${shown(error)}).`,
    );
  },

  /** When the system activated the session, it had been asked for playing and recording. */
  async wasConfiguredInTime(): Promise<void> {
    const activated = await awaitRecord('audio.activated', {}, 'The system has not activated the audio session.');
    const before = (await recorded('audio.configured')).filter(({ seq }) => seq < activated.seq);
    expectThat(
      before.at(-1)?.data['category'] === PLAY_AND_RECORD,
      `Before the system activates the audio session, the app should set the category ${PLAY_AND_RECORD}.`,
    );
  },

  /** After the user's choice of speaker or receiver the app sets no category, which would choose anew. */
  async staysWhereTheUserPutIt(): Promise<void> {
    const chosen = await awaitRecord('speaker.set', {}, 'The speaker button did nothing.');
    await session().control.elapse(3_000);
    const after = (await recorded('audio.configured')).filter(({ seq }) => seq > chosen.seq);
    expectThat(
      after.length === 0,
      'After the user chose the speaker, the app configured the audio session again, which takes the choice back.',
    );
  },
};

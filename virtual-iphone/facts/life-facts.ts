/** The life of phone and app: start of the phone, data protection, background time, ends of processes, install. */

import type { FactSection, TestReference } from './fact.ts';

const reboot = (title: string): TestReference => ['daemons/securityd/reboot.test.ts', title];
const suite = (title: string): TestReference => ['daemons/securityd/suites.test.ts', title];
const url = (title: string): TestReference => ['open-url.test.ts', title];
const life = (title: string): TestReference => ['daemons/runningboard/life.test.ts', title];
const springBoard = (title: string): TestReference => ['daemons/springboard/springboard.test.ts', title];
const keychain = (title: string): TestReference => ['frameworks/security/sec-item.test.ts', title];
const extension = (title: string): TestReference => ['daemons/usernotificationsd/service-extensions.test.ts', title];
const phone = (title: string): TestReference => ['phone.test.ts', title];

export const LIFE_FACTS: readonly FactSection[] = [
  {
    title: 'Life: start of the phone and protected data',
    facts: [
      {
        id: 'LF-PRO-1',
        says: 'After a restart the phone is locked and no app runs; notifications, tokens, kills and bans are as before.',
        ios: '8+',
        source: 'observed',
        tests: [
          reboot('is locked, runs no app and shows no call'),
          reboot('does not forgive kills by being restarted'),
        ],
      },
      {
        id: 'LF-PRO-2',
        says: 'VoIP pushes before the first unlock launch the app, wait for it, or are lost.',
        ios: '8+',
        source: 'stated',
        settings: ['voipBeforeFirstUnlock'],
        tests: [
          reboot('keeps VoIP pushes back until the app is opened after the first unlock'),
          reboot('drops VoIP pushes where it is set to'),
          reboot('launches the app without its defaults where it is set to, and hands them over at the first unlock'),
        ],
      },
      {
        id: 'LF-PRO-3',
        says: 'The report rule holds all the same: three pushes pile up and lead to the ban.',
        ios: '13+',
        source: 'observed',
        tests: [reboot('punishes what the app could not report, down to the ban')],
      },
      {
        id: 'LF-PRO-4',
        says: 'NSUserDefaults read as empty before the first unlock, and what is written then is lost.',
        ios: '8+',
        source: 'observed',
        tests: [
          reboot('launches the app without its defaults where it is set to, and hands them over at the first unlock'),
          keychain('hears when data comes and goes, while it can still be read'),
        ],
      },
      {
        id: 'LF-PRO-11',
        says: 'A suite of defaults named after an app group of the entitlements is shared with the group’s bundles, and goes with its last app.',
        ios: '8+',
        source: 'documented',
        tests: [
          suite('of an app group is read by the extension of the app, and each hears of what the other writes'),
          suite('of a group stays while another app of the group is there, and goes with the last'),
          suite('is the app’s own where its entitlements do not name the group'),
        ],
      },
      {
        id: 'LF-PRO-5',
        says: 'Keychain items can be read when their accessibility class says so; the default is on an unlocked phone.',
        ios: '8+',
        source: 'documented',
        tests: [keychain('reads what its class allows on a phone that is …')],
      },
      {
        id: 'LF-PRO-6',
        says: 'The app is told before protected data goes and when it is there again; it goes a little after the lock.',
        ios: '8+',
        source: 'documented',
        settings: ['protectedDataGraceMs'],
        tests: [
          reboot('locks data away after a while, tells the app, and opens it again'),
          keychain('hears when data comes and goes, while it can still be read'),
        ],
      },
      {
        id: 'LF-PRO-7',
        says: 'Without a passcode nothing is protected.',
        ios: '8+',
        source: 'documented',
        settings: ['passcode'],
        tests: [reboot('has nothing to protect without a passcode')],
      },
      {
        id: 'LF-PRO-8',
        says: 'A restart lets background pushes reach an app again that the user had swiped away.',
        ios: '8+',
        source: 'documented',
        tests: [reboot('runs no background push before the first unlock, and forgets that the app was swiped away')],
      },
      {
        id: 'LF-PRO-9',
        says: 'Pushes may not reach a phone that lies idle and locked for more than half an hour.',
        ios: '8+',
        source: 'observed',
        settings: ['idleDisconnectMs'],
        tests: [['daemons/apsd/doze.test.ts', 'can be set to lose APNs until it is unlocked']],
      },
      {
        id: 'LF-PRO-10',
        says: 'Bundles that name the same first keychain access group share its items.',
        ios: '8+',
        source: 'documented',
        tests: [
          reboot('is shared by an app and its extension in one access group, and else is not'),
          keychain('sees what another bundle of its access group has written'),
        ],
      },
    ],
  },
  {
    title: 'Life: background and ends',
    facts: [
      {
        id: 'LF-URL-1',
        says: 'A URL opens the app that declares its scheme, which is handed it by application:openURL:options:.',
        ios: '9+',
        source: 'documented',
        tests: [
          url('starts the app that has its scheme, and is handed to it'),
          url('is refused where no app takes it, or it is no URL, or the phone is locked'),
        ],
      },
      {
        id: 'LF-URL-2',
        says: 'A web address of an associated domain opens the app with a user activity.',
        ios: '9+',
        source: 'documented',
        tests: [
          url('is a user activity where its host is among the app’s associated domains'),
          url('is no universal link to iOS 8'),
        ],
      },
      {
        id: 'LF-APP-1',
        says: 'An app is suspended a few seconds after it went to the background.',
        ios: '8+',
        source: 'documented',
        settings: ['backgroundTimeMs'],
        tests: [springBoard('suspends an app 5 s after it went to the background')],
      },
      {
        id: 'LF-APP-2',
        says: 'Background tasks get about three minutes, and 30 s since iOS 13.',
        ios: '8+',
        source: 'observed',
        tests: [
          springBoard('lets a background task run for 30 s from iOS 13, 3 minutes before'),
          [
            'frameworks/uikit/background-tasks.test.ts',
            'call their handlers once when the time is over, and say how much is left',
          ],
        ],
      },
      {
        id: 'LF-APP-3',
        says: 'A task that is open after its expiration handler costs the app its life, 0x8badf00d.',
        ios: '8+',
        source: 'documented',
        settings: ['backgroundTaskGraceMs'],
        tests: [life('ends by the watchdog when a background task stays open after its time')],
      },
      {
        id: 'LF-APP-4',
        says: 'A call keeps the app awake.',
        ios: '10+',
        source: 'observed',
        tests: [springBoard('keeps an app with a call awake')],
      },
      {
        id: 'LF-APP-5',
        says: 'A process that does not finish launching in time is ended, 0x8badf00d.',
        ios: '8+',
        source: 'documented',
        settings: ['launchLimitMs'],
        tests: [life('ends by the watchdog when an app launched … does not finish launching')],
      },
      {
        id: 'LF-APP-6',
        says: 'And so is one whose main thread does not come back.',
        ios: '8+',
        source: 'documented',
        tests: [
          ['app-process/life.test.ts', 'is ended by the watchdog when … does not come to an end'],
          [
            'real-app-life.test.ts',
            'ends by the watchdog when it hangs in the push callback, which counts as unreported',
          ],
        ],
      },
      {
        id: 'LF-APP-7',
        says: 'When memory runs short running apps are warned and suspended ones ended without a word; pushes launch them.',
        ios: '8+',
        source: 'documented',
        tests: [life('warns of little memory, and takes only suspended apps when it is critical')],
      },
    ],
  },
  {
    title: 'Life: notification service extension',
    facts: [
      {
        id: 'LF-EXT-1',
        says: 'It runs for a push with mutable-content that may be shown, in a process of its own, and changes the content.',
        ios: '10+',
        source: 'documented',
        tests: [
          extension('changes what is shown, without the app'),
          extension('is left out where the push is not mutable, or may not be shown'),
        ],
      },
      {
        id: 'LF-EXT-2',
        says: 'After about 30 s it is told to hurry, and then the notification is shown as it came.',
        ios: '10+',
        source: 'documented',
        settings: ['serviceExtensionMs'],
        tests: [
          extension('has 30 s, is told, and then the notification is shown as it came'),
          extension('that crashes changes nothing'),
        ],
      },
      {
        id: 'LF-EXT-3',
        says: 'With the filtering entitlement it can keep the notification from the user.',
        ios: '13.3+',
        source: 'documented',
        tests: [extension('… a notification from the user')],
      },
    ],
  },
  {
    title: 'Life: install, update, delete',
    facts: [
      {
        id: 'LF-INS-1',
        says: 'An update ends the process and its call, and keeps data, tokens and the vendor identifier.',
        ios: '8+',
        source: 'documented',
        tests: [life('takes its call with it when it dies, also by an update, and keeps data and tokens then')],
      },
      {
        id: 'LF-INS-4',
        says: 'Another region ends all apps; CallKit and PushKit work in mainland China as elsewhere.',
        ios: '10+',
        source: 'stated',
        tests: [phone('ends all apps when the user sets another region, and leaves CallKit and PushKit as they were')],
      },
      {
        id: 'LF-INS-2',
        says: 'Deleting the app takes its defaults and its vendor identifier; keychain items stay.',
        ios: '8+',
        source: 'observed',
        settings: ['keychainOutlivesApp'],
        tests: [
          phone('keeps user defaults over launches, and loses them when the app is deleted'),
          reboot('… the app, unlike its defaults'),
        ],
      },
      {
        id: 'LF-INS-3',
        says: 'Push tokens die with the app, or work on until the phone compares topics and apps at night.',
        ios: '8+',
        source: 'observed',
        settings: ['tokensOutliveApp', 'tokenReconciliationMs'],
        tests: [
          ['daemons/apsd/tokens.test.ts', 'end with the app'],
          [
            'daemons/apsd/tokens.test.ts',
            'can be set to work on until the nightly comparison, also for the app installed again',
          ],
        ],
      },
    ],
  },
];

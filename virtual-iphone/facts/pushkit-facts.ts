/** PushKit: registration, delivery of VoIP pushes, and what happens to apps that report no call. */

import type { FactSection, TestReference } from './fact.ts';

const frameworks = (title: string): TestReference => ['frameworks/frameworks.test.ts', title];
const delivery = (title: string): TestReference => ['daemons/callservicesd/voip-delivery.test.ts', title];
const tokens = (title: string): TestReference => ['daemons/apsd/tokens.test.ts', title];
const policy = (title: string): TestReference => ['daemons/callservicesd/push-policy.test.ts', title];
const extension = (title: string): TestReference => ['daemons/usernotificationsd/service-extensions.test.ts', title];
const apsd = (title: string): TestReference => ['daemons/apsd/apsd.test.ts', title];

export const PUSHKIT_FACTS: readonly FactSection[] = [
  {
    title: 'PushKit: registration',
    facts: [
      {
        id: 'PK-REG-1',
        says: 'Credentials come after registration, asynchronously, with a token whose description is not the token.',
        ios: '8+',
        source: 'documented',
        tests: [frameworks('registers, and hands over credentials whose description is not the token')],
      },
      {
        id: 'PK-REG-2',
        says: 'VoIP and ordinary pushes have topics and tokens of their own.',
        ios: '8+',
        source: 'documented',
        tests: [apsd('gives an app its own token for each of its topics')],
      },
      {
        id: 'PK-REG-3',
        says: 'Every launch gets the token again, the same one.',
        ios: '8+',
        source: 'observed',
        tests: [apsd('hands the known token to a new process')],
      },
      {
        id: 'PK-REG-4',
        says: 'Without the background mode voip there is no VoIP token.',
        ios: '8+',
        source: 'documented',
        tests: [apsd('gives no VoIP token without the voip background mode')],
      },
      {
        id: 'PK-REG-5',
        says: 'An app under the report rule cannot register without CallKit.',
        ios: '13+',
        source: 'observed',
        tests: [frameworks('refuses VoIP pushes to an app that is not linked against CallKit')],
      },
      {
        id: 'PK-REG-6',
        says: 'Deleting the app ends its topics.',
        ios: '8+',
        source: 'observed',
        tests: [apsd('ends the topics of a deleted app')],
      },
      {
        id: 'PK-REG-7',
        says: 'The app is told when a token becomes invalid.',
        ios: '8+',
        source: 'documented',
        tests: [tokens('are invalidated once, and come again with the next registration')],
      },
      {
        id: 'PK-REG-8',
        says: 'The registry holds its delegate weakly; a released delegate hears nothing and the report check still runs.',
        ios: '8+',
        source: 'observed',
        tests: [
          [
            'frameworks/pushkit/weak-delegate.test.ts',
            'hears nothing once the app has let go of it, and the report check still runs',
          ],
        ],
      },
      {
        id: 'PK-REG-9',
        says: 'Registries register again by themselves after a restart of the daemon, and when APNs changes the tokens.',
        ios: '8+',
        source: 'observed',
        tests: [
          tokens('go to running apps again when the push service starts anew'),
          tokens('are asked for anew by an app that did not run when they changed'),
        ],
      },
    ],
  },
  {
    title: 'PushKit: delivery',
    facts: [
      {
        id: 'PK-DEL-1',
        says: 'A VoIP push launches an app that does not run, in the background.',
        ios: '8+',
        source: 'documented',
        tests: [delivery('launches a terminated app in the background and lets its call ring')],
      },
      {
        id: 'PK-DEL-2',
        says: 'It also launches an app that the user has swiped away.',
        ios: '8+',
        source: 'observed',
        tests: [delivery('launches an app that the user has force-quit')],
      },
      {
        id: 'PK-DEL-3',
        says: 'The payload waits until the app has registered for VoIP pushes.',
        ios: '8+',
        source: 'observed',
        tests: [delivery('keeps the payload until PushKit is registered')],
      },
      {
        id: 'PK-DEL-4',
        says: 'The push must lead to a call unless the app is in front, has a call, or has another push unreported.',
        ios: '13+',
        source: 'stated',
        tests: [
          delivery('asks nothing of an app in front'),
          delivery('asks for one report while a push is unreported'),
        ],
      },
      {
        id: 'PK-DEL-5',
        says: 'The newest receive callback carries metadata that says whether a report is due.',
        ios: '26.4+',
        source: 'stated',
        tests: [frameworks('hands over metadata from iOS 26.4 on to a delegate that asks for it')],
      },
      {
        id: 'PK-DEL-6',
        says: 'What arrives before the first unlock after a reboot waits, and the rule holds for it.',
        ios: '8+',
        source: 'assumed',
        settings: ['voipBeforeFirstUnlock'],
        tests: [
          ['daemons/securityd/reboot.test.ts', 'keeps VoIP pushes back until the app is opened after the first unlock'],
        ],
      },
      {
        id: 'PK-DEL-7',
        says: 'A push that is handed over late need not be reported.',
        ios: '26.4+',
        source: 'stated',
        settings: ['staleVoipPushMs'],
        tests: [policy('… be reported after … s on iOS …')],
      },
    ],
  },
  {
    title: 'PushKit: the report rule',
    facts: [
      {
        id: 'PK-RUL-1',
        says: 'When the callback returns without a report, PushKit raises an exception with a text of that iOS.',
        ios: '13+',
        source: 'stated',
        tests: [frameworks('raises when the callback returns without a report, with the text of this iOS')],
      },
      {
        id: 'PK-RUL-2',
        says: 'A report of the last seven seconds counts for the next push.',
        ios: '13+',
        source: 'observed',
        tests: [frameworks('counts a report of the last seven seconds for the next push, and no older one')],
      },
      {
        id: 'PK-RUL-3',
        says: 'A report that is refused (UUID in use, filtered) counts as well.',
        ios: '13+',
        source: 'observed',
        tests: [
          [
            'daemons/callservicesd/callservicesd.test.ts',
            'filters calls during Do Not Disturb, which still counts as a report',
          ],
        ],
      },
      {
        id: 'PK-RUL-4',
        says: 'An app that has not reported in time is ended with code 0xBAADCA11.',
        ios: '13+',
        source: 'stated',
        settings: ['strictVoipDeadlineMs'],
        tests: [delivery('kills an app that reports no call within 7 s')],
      },
      {
        id: 'PK-RUL-5',
        says: 'After three such ends pushes no longer launch the app; in front it still gets them.',
        ios: '13+',
        source: 'observed',
        settings: ['voipKillLimit'],
        tests: [
          delivery('no longer launches the app after three kills'),
          delivery('still delivers to a banned app in front, without the duty to report'),
        ],
      },
      {
        id: 'PK-RUL-6',
        says: 'Deleting the app or the daily maintenance starts the count afresh; installing over the top does not.',
        ios: '13+',
        source: 'observed',
        settings: ['voipKillResetMs'],
        tests: [delivery('forgives kills after …')],
      },
      {
        id: 'PK-RUL-7',
        says: 'A crash in the push callback counts too, when the deadline passes.',
        ios: '13+',
        source: 'observed',
        tests: [delivery('counts a crash in the push callback once the deadline passes')],
      },
      {
        id: 'PK-RUL-8',
        says: 'Apps linked against an older SDK have no such rule, and more time.',
        ios: '13+',
        source: 'documented',
        settings: ['voipDeadlineMs'],
        tests: [delivery('lets an app linked against an older SDK report late')],
      },
      {
        id: 'PK-RUL-9',
        says: 'The unrestricted-VoIP entitlement exempts apps up to an SDK.',
        ios: '13+',
        source: 'stated',
        settings: ['voipExemptionEndsWithSdk'],
        tests: [
          policy('by … ends with the iOS … SDK, which the log tells'),
          policy('ends with another SDK where the phone is set so'),
        ],
      },
      {
        id: 'PK-RUL-10',
        says: 'A notification service extension can hand a VoIP payload on; the app is launched as by a VoIP push.',
        ios: '14.5+',
        source: 'documented',
        tests: [
          extension('lets the app be launched as by a VoIP push, and ring'),
          extension('costs an app its life that does not report the call'),
          [
            'frameworks/user-notifications/service-extension.test.ts',
            'reports a VoIP payload, hears of it, and answers once, with nothing to show',
          ],
        ],
      },
      {
        id: 'PK-RUL-11',
        says: 'That needs an extension, the filtering entitlement and the background mode voip: errors 1, 2 and CXErrorCode 3.',
        ios: '14.5+',
        source: 'documented',
        tests: [extension('is refused when it is no extension'), extension('is refused without …')],
      },
      {
        id: 'PK-RUL-12',
        says: 'Apps eligible for Push to Talk show an alert that they need an update, besides losing the exemption.',
        ios: '26+',
        source: 'stated',
        tests: [policy('of an app for Push to Talk is told the user … (iOS … SDK)')],
      },
    ],
  },
];

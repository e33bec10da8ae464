/** The system's call screens as an automation client finds them. */

import type { FactSection, TestReference } from './fact.ts';

const screens = (title: string): TestReference => ['ui/call-screens.test.ts', title];
const beside = (title: string): TestReference => ['ui/beside-calls.test.ts', title];
const springboard = (title: string): TestReference => ['daemons/springboard/springboard.test.ts', title];
const waiting = (title: string): TestReference => ['daemons/callservicesd/waiting-calls.test.ts', title];
const away = (title: string): TestReference => ['ui/phone-app.test.ts', title];
const alert = (title: string): TestReference => ['ui/alert.test.ts', title];
const permission = (title: string): TestReference => ['permission-alert.test.ts', title];
const swipes = (title: string): TestReference => ['swipes.test.ts', title];
const actions = (title: string): TestReference => ['notification-actions.test.ts', title];
const actionsShown = (title: string): TestReference => ['daemons/usernotificationsd/actions.test.ts', title];
const trial = (title: string): TestReference => ['provisional-notifications.test.ts', title];
const joined = (title: string): TestReference => ['ui/conference.test.ts', title];
const dark = (title: string): TestReference => ['ui/dark-appearance.test.ts', title];
const sheets = (title: string): TestReference => ['ui/call-sheet.test.ts', title];
const turning = (title: string): TestReference => ['orientation.test.ts', title];
const turnedScreens = (title: string): TestReference => ['ui/turned.test.ts', title];
const wda = (title: string): TestReference => ['waiting-call-through-wda.test.ts', title];

export const CALL_SCREEN_FACTS: readonly FactSection[] = [
  {
    title: 'Call screens: one call',
    facts: [
      {
        id: 'UI-ONE-1',
        says: 'An unlocked phone fills its screen with a call, and shows a banner since iOS 14 unless the user chose otherwise.',
        ios: '10+',
        source: 'observed',
        settings: ['incomingCallStyle'],
        tests: [
          springboard('covers the app in front to iOS 13'),
          springboard('shows a banner over the app in front from iOS 14, and leaves the app active'),
          springboard('shows the full screen from iOS 14 when the user has set it so'),
        ],
      },
      {
        id: 'UI-ONE-2',
        says: 'The buttons are in SpringBoard’s tree to iOS 17, in InCallService’s since 18, where identifiers are fixed words.',
        ios: '10+',
        source: 'observed',
        tests: [screens('offers … and … in … (iOS …, …, …)')],
      },
      {
        id: 'UI-ONE-3',
        says: 'A locked phone has a slider and no Decline.',
        ios: '10+',
        source: 'observed',
        tests: [screens('has a slider and no buttons while the phone is locked (…)')],
      },
      {
        id: 'UI-ONE-4',
        says: 'The buttons of a banner stay after the answer and change their meaning.',
        ios: '14+',
        source: 'observed',
        tests: [screens('turns the buttons of the banner into End and audio route after the answer')],
      },
      {
        id: 'UI-ONE-5',
        says: 'An answer on the full screen brings the app to the front; one on a banner does not.',
        ios: '10+',
        source: 'observed',
        settings: ['answeredFullScreen', 'connectedBannerMs'],
        tests: [
          springboard('brings the app to the front when its call is answered on the full screen'),
          springboard('shrinks an answered banner into the status bar after a moment'),
        ],
      },
      {
        id: 'UI-ONE-6',
        says: 'The in-call grid has the app’s own button; its capitals and the place of End changed with iOS 17.',
        ios: '10+',
        source: 'observed',
        tests: [
          screens('names the in-call grid in the capitals of the version, with the app among its buttons'),
          screens('titles End only inside the grid'),
        ],
      },
      {
        id: 'UI-ONE-7',
        says: 'The keypad has twelve keys, End and a button that hides it.',
        ios: '10+',
        source: 'observed',
        tests: [
          beside('has twelve keys, End and Hide on the keypad, and the digits so far'),
          wda('presses keys on the keypad and hides it again'),
        ],
      },
      {
        id: 'UI-ONE-8',
        says: 'A failed outgoing call offers Cancel and Call Back.',
        ios: '10+',
        source: 'observed',
        settings: ['endedScreenMs'],
        tests: [
          beside('has Cancel and Call Back on an outgoing call that failed'),
          wda('takes a failed outgoing call off the screen with …'),
        ],
      },
      {
        id: 'UI-ONE-9',
        says: 'Right after the answer a second call window can appear, in SpringBoard, and wants the same touch.',
        ios: '14+',
        source: 'observed',
        settings: ['secondCallWindowMs'],
        tests: [wda('has a second call window after the answer until …, when set so')],
      },
      {
        id: 'UI-ONE-10',
        says: 'Recents is a list in the Phone app, opened from the home screen; a touch on a row calls back.',
        ios: '10+',
        source: 'assumed',
        tests: [wda('calls back from Recents in the Phone app')],
      },
      {
        id: 'UI-ONE-14',
        says: 'The Phone app has Recents, Contacts and a keypad behind its tabs; dialling there holds an app’s call, or ends it.',
        ios: '10+',
        source: 'assumed',
        tests: [
          away('has … behind its tab bar, the shown one selected'),
          away('calls a contact that has a number, and no other'),
          away('calls the digits of its keypad once there are any'),
          wda('calls a contact from the Phone app'),
        ],
      },
      {
        id: 'UI-ONE-15',
        says: 'Add Call opens the Phone app; app calls have it to iOS 16 where they cannot be held, cellular calls always.',
        ios: '10+',
        source: 'assumed',
        tests: [
          away('are Add Call to iOS 16 for an app’s call that cannot be held, which opens the contacts'),
          away('are … and FaceTime, which has nobody to call, for a cellular call (iOS …)'),
          wda('dials from Add Call, which …'),
        ],
      },
      {
        id: 'UI-ONE-16',
        says: 'Video on a call screen needs a provider that supports video, and asks its app for a video call.',
        ios: '10+',
        source: 'documented',
        tests: [
          away('are Video, which … when its provider … video'),
          wda('asks the app for a video call by the Video button, where its provider supports video'),
        ],
      },
      {
        id: 'UI-ONE-11',
        says: 'A call in the background is in the status bar: a bar, a pill or the Dynamic Island; a touch brings it back.',
        ios: '10+',
        source: 'observed',
        tests: [screens("shows a call in the background in SpringBoard's status bar (iOS …)")],
      },
      {
        id: 'UI-ONE-20',
        says: 'A FaceTime call has End, camera flip, and mute or audio route in a bar of its own; calls of apps were not seen with it.',
        ios: '10+',
        source: 'observed',
        tests: [],
      },
      {
        id: 'UI-ONE-21',
        says: 'Cellular calls can be screened from the call screen; what its buttons say has no public source.',
        ios: '17+',
        source: 'observed',
        tests: [],
      },
      {
        id: 'UI-ONE-22',
        says: 'Message also has a reply to write oneself, in Messages; where the Dynamic Island is over an app in landscape is not known.',
        ios: '10+',
        source: 'assumed',
        tests: [],
      },
      {
        id: 'UI-ONE-19',
        says: 'An app in front turns to the landscape orientations of its Info.plist; home, lock and full call screens stay upright.',
        ios: '8+',
        source: 'documented',
        tests: [
          turnedScreens('lays an app out across the phone (iOS …, …)'),
          turnedScreens('stays upright …'),
          turning('turns the app in front, its elements, window and picture'),
          turning('stays upright when …, and says why'),
          turning('turns no further than the app’s Info.plist allows'),
        ],
      },
      {
        id: 'UI-ONE-18',
        says: 'A long touch on the Dynamic Island of a call expands it: the same element, and the banner’s buttons; a swipe up shrinks it.',
        ios: '16+',
        source: 'assumed',
        settings: ['islandTouch'],
        tests: [
          screens('has the banner’s buttons in an expanded Dynamic Island (iOS …, …)'),
          swipes('expands the Dynamic Island by a long touch, and shrinks it by a swipe up'),
          swipes('opens the call by a touch on the Dynamic Island, or expands it first where the phone is set so'),
        ],
      },
      {
        id: 'UI-ONE-12',
        says: 'Message and Remind Me stand above the buttons of a cellular call, also locked, not of an app’s; each choice declines.',
        ios: '10+',
        source: 'assumed',
        settings: ['appCallReplies'],
        tests: [
          beside('offers neither Message nor Remind Me for a call of an app'),
          sheets('are behind Message and Remind Me above the … (iOS …, …)'),
          wda('declines a call by …, where calls of apps offer it'),
        ],
      },
      {
        id: 'UI-ONE-17',
        says: 'More in the in-call grid, where the phone is set so, holds Hold, Merge or Add Call, and the app’s own button.',
        ios: '17+',
        source: 'assumed',
        settings: ['inCallMoreMenu'],
        tests: [
          sheets('are behind More in the grid (iOS …, …)'),
          sheets('has no More to iOS 16'),
          wda('holds a call from More, which closes'),
        ],
      },
      {
        id: 'UI-ONE-13',
        says: 'The words on a call follow its state, the app’s name and whether it is video.',
        ios: '10+',
        source: 'observed',
        tests: [screens('tells the app and the kind of call while it rings'), screens('says "…" when a call is …')],
      },
    ],
  },
  {
    title: 'Call screens: several calls',
    facts: [
      {
        id: 'UI-SEV-1',
        says: 'A waiting call has End & Accept, Decline and Hold & Accept; title, label and identifier agree.',
        ios: '10-18',
        source: 'observed',
        tests: [
          beside('offers End & Accept, Decline and Hold & Accept for a waiting call (iOS …)'),
          wda('holds and accepts, swaps and merges by the names of iOS …'),
        ],
      },
      {
        id: 'UI-SEV-2',
        says: 'While another call is held the third button is End Held & Accept.',
        ios: '10+',
        source: 'observed',
        tests: [beside('offers End Held & Accept while another call is on hold')],
      },
      {
        id: 'UI-SEV-3',
        says: 'Where nothing can be held there are Decline and End & Accept.',
        ios: '10+',
        source: 'observed',
        tests: [beside('offers Decline and End & Accept when nothing can be held')],
      },
      {
        id: 'UI-SEV-4',
        says: 'Decline of a waiting cellular call is Send to Voicemail.',
        ios: '10+',
        source: 'observed',
        tests: [
          beside('sends a waiting cellular call to voicemail'),
          wda('sends a cellular call to voicemail, and the call goes on'),
        ],
      },
      {
        id: 'UI-SEV-5',
        says: 'A waiting call fills the screen, also of a locked phone.',
        ios: '10+',
        source: 'assumed',
        settings: ['waitingCallFillsScreen'],
        tests: [waiting('fills the screen, also while the phone is locked, unless the phone is set otherwise')],
      },
      {
        id: 'UI-SEV-6',
        says: 'Two calls have Swap and Merge in the grid; which buttons give way is assumed.',
        ios: '10+',
        source: 'observed',
        tests: [beside('offers … and … beside a held call (iOS …)')],
      },
      {
        id: 'UI-SEV-7',
        says: 'A banner offers Swap while a call is held; earlier versions have none.',
        ios: '26+',
        source: 'observed',
        tests: [beside('… swap banner over an app on iOS …')],
      },
      {
        id: 'UI-SEV-8',
        says: 'End of the current call is offered where End & Accept is not allowed; when that is, nobody found.',
        ios: '10+',
        source: 'observed',
        settings: ['endAndAcceptAllowed'],
        tests: [wda('ends the current call instead of End & Accept, when set so, and then answers plainly')],
      },
      {
        id: 'UI-SEV-9',
        says: 'A conference lists its calls, each with a way to end or split it.',
        ios: '10+',
        source: 'assumed',
        tests: [
          joined('lists its calls, each with End, and with Private where it can be taken out (iOS …)'),
          wda('ends one call of a conference from the list, which goes with it'),
          wda('takes a call out of a conference by Private'),
        ],
      },
      {
        id: 'UI-SEV-10',
        says: 'A conference has one call screen, named Conference, whose info button opens the list and whose End ends all calls.',
        ios: '10+',
        source: 'assumed',
        tests: [
          joined('is one call screen, named Conference, that ends as a whole (iOS …)'),
          wda('ends all calls of a conference by the End of its call screen, in one transaction'),
        ],
      },
    ],
  },
  {
    title: 'Screens of the phone',
    facts: [
      {
        id: 'UI-SCR-1',
        says: 'The phone is light or dark, as its user chooses; elements are the same in both, and call screens look the same.',
        ios: '13+',
        source: 'documented',
        settings: ['appearance'],
        tests: [
          ['phone.test.ts', 'turns dark and tells the app that runs, until it is reset'],
          ['phone.test.ts', 'is dark from the start when it is set so, but not on iOS 12, which has one appearance'],
          dark('has the same elements as the light one on every screen (iOS …)'),
          dark("draws the system's screens, notifications and the keyboard in other colours (iOS …)"),
          dark('leaves call screens as they are (iOS …)'),
        ],
      },
      {
        id: 'UI-SCR-3',
        says: 'An alert asks the user once whether an app may notify, in words of the version; the app is inactive meanwhile.',
        ios: '8+',
        source: 'observed',
        settings: ['asksForNotifications', 'notificationsGranted'],
        tests: [
          alert('is one Alert in SpringBoard, with its texts and buttons (…)'),
          alert('keeps touches from the app below'),
          permission('waits for the user, over an app that is not active meanwhile'),
          permission("is asked once: after … the app's notifications are …shown, also of its next process"),
          permission('goes with the process that asked, and comes again with the next'),
          permission('says OK to iOS 9'),
        ],
      },
      {
        id: 'UI-SCR-4',
        says: 'A call banner swiped up becomes a sign in the status bar; the call rings on silently.',
        ios: '14+',
        source: 'observed',
        tests: [swipes('shrinks the banner of a ringing call to a sign in the status bar, where it rings on silently')],
      },
      {
        id: 'UI-SCR-5',
        says: 'A finger from the bottom edge leads home, to the app switcher, or out of the lock screen; home buttons have none.',
        ios: '11+',
        source: 'observed',
        tests: [
          swipes('leads home from the bottom edge, and unlocks a lit phone'),
          swipes('does nothing at the edge of a phone with a home button'),
        ],
      },
      {
        id: 'UI-SCR-6',
        says: 'The app switcher has a card for each running app, known by `card:` and its bundle id; swiped up, the app is gone.',
        ios: '9+',
        source: 'observed',
        tests: [
          swipes('opens the app switcher where it stops half way, over an app that is inactive until it is chosen'),
          swipes('swipes an app away in the app switcher, as forceQuit does'),
        ],
      },
      {
        id: 'UI-SCR-8',
        says: 'Notification Center, pulled down from the top edge, is the cover sheet with a header; its notifications open apps.',
        ios: '8+',
        source: 'observed',
        tests: [
          swipes('pulls Notification Center down from the top edge, over an app that is inactive until it is closed'),
        ],
      },
      {
        id: 'UI-SCR-7',
        says: 'A notification’s banner swiped up stays in the list.',
        ios: '10+',
        source: 'observed',
        tests: [swipes('puts a notification away, which stays in the list')],
      },
      {
        id: 'UI-SCR-9',
        says: 'A notification pressed long or pulled down shows the actions of its category: four at most, two on a banner to iOS 9.',
        ios: '8+',
        source: 'documented',
        tests: [
          actionsShown(
            'show on a banner pulled down, and leave the app in the background where they do not ask for the front',
          ),
          actionsShown('are two on a banner of iOS 9'),
          actions('show in Notification Center'),
        ],
      },
      {
        id: 'UI-SCR-12',
        says: 'Provisional authorization asks nobody: notifications go to Notification Center only, without sound and badge, until the user keeps them or turns them off.',
        ios: '12+',
        source: 'documented',
        settings: ['asksForNotifications', 'notificationsGranted'],
        tests: [
          trial('are granted without asking, and shown in Notification Center only, with no sound and no badge'),
          trial('can be kept, prominently from then on'),
          trial('can be kept quiet, and have no more buttons then'),
          trial('can be turned off, after one more question'),
          trial('end when the app asks in earnest and the user allows it'),
        ],
      },
      {
        id: 'UI-SCR-10',
        says: 'An action of the foreground opens the app, any other gives it a short run in the background, also when it did not run.',
        ios: '8+',
        source: 'documented',
        tests: [
          actions('run … in front for an action of the foreground'),
          actions('run … of an app that does not run, behind the home screen'),
        ],
      },
      {
        id: 'UI-SCR-11',
        says: 'An action that asks for authentication has the phone unlocked first; another leaves it locked.',
        ios: '8+',
        source: 'documented',
        tests: [
          actions('unlock the phone first where the action asks for it'),
          actionsShown('show on the lock screen, which a background action does not unlock'),
        ],
      },
      {
        id: 'UI-SCR-2',
        says: 'An app reads the appearance from its traits, hears of a change, and has the system background in it.',
        ios: '13+',
        source: 'documented',
        tests: [
          ['frameworks/frameworks.test.ts', 'reads light and dark from the traits of its controller (iOS …)'],
          dark('is for apps with the system background, not for those with their own'),
        ],
      },
    ],
  },
];

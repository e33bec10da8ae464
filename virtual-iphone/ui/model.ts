/**
 * What a phone shows, as data.
 *
 * Daemons keep a {@link ScreenModel}; `composeScreen` turns it into {@link Surface}s whose {@link UiNode}s serve both
 * readers of a screen: automation (elements with frames) and drawing (the `look` of each node). One tree for both, so
 * a picture cannot differ from what a test sees. All lengths are points, all frames are absolute.
 */

import type { IphoneModel } from '../ios/models.ts';
import type { IosVersion } from '../ios/versions.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** XCUIElement types in use, without their `XCUIElementType` prefix. */
export type ElementType =
  | 'Application'
  | 'Window'
  | 'Other'
  | 'Button'
  | 'StaticText'
  | 'TextField'
  | 'SecureTextField'
  | 'Switch'
  | 'Image'
  | 'Icon'
  | 'NavigationBar'
  | 'TabBar'
  | 'StatusBar'
  | 'Keyboard'
  | 'Key'
  | 'Alert'
  | 'ScrollView'
  | 'Table'
  | 'Cell'
  | 'Slider';

/** What a touch on an element means. Carried to the daemon that owns the surface. */
export type Intent =
  | { readonly kind: 'answer-call'; readonly call: string; readonly way?: AnswerWay }
  | { readonly kind: 'end-call'; readonly call: string }
  /** Ends all calls of the conference that this call is in. */
  | { readonly kind: 'end-conference'; readonly call: string }
  | { readonly kind: 'split-call'; readonly call: string }
  /** The list of the conference's calls. */
  | { readonly kind: 'show-conference'; readonly call: string; readonly shown: boolean }
  | { readonly kind: 'set-muted'; readonly call: string; readonly muted: boolean }
  | { readonly kind: 'set-held'; readonly call: string; readonly held: boolean }
  /** A touch on the second window of an answered call. */
  | { readonly kind: 'answer-again'; readonly call: string }
  | { readonly kind: 'merge-calls'; readonly call: string; readonly other: string }
  | { readonly kind: 'show-keypad'; readonly call: string; readonly shown: boolean }
  /** Opens the choices of a call screen, or closes them where it names none. */
  | { readonly kind: 'show-call-sheet'; readonly call: string; readonly sheet?: CallSheet }
  | { readonly kind: 'press-key'; readonly call: string; readonly key: string }
  /** Takes an ended call off the screen. */
  | { readonly kind: 'dismiss-call'; readonly call: string }
  | { readonly kind: 'call-back'; readonly call: string }
  | { readonly kind: 'call-back-recent'; readonly call: string }
  /** By default on its Recents. */
  | { readonly kind: 'open-phone-app'; readonly tab?: PhoneAppTab }
  | { readonly kind: 'show-phone-tab'; readonly tab: PhoneAppTab }
  /** On the Phone app's keypad. */
  | { readonly kind: 'type-digit'; readonly digit: string }
  | { readonly kind: 'delete-digit' }
  /** A banner swiped up: the call rings on silently, as a sign in the status bar. */
  | { readonly kind: 'collapse-call'; readonly call: string }
  /** A long touch on the Dynamic Island of a call in the background. */
  | { readonly kind: 'expand-island'; readonly call: string }
  | { readonly kind: 'put-notification-away'; readonly notification: string }
  /** Home from wherever the phone is, also from its lock screen. */
  | { readonly kind: 'go-home' }
  | { readonly kind: 'open-app-switcher' }
  | { readonly kind: 'open-notification-center' }
  | { readonly kind: 'swipe-app-away'; readonly bundleId: string }
  /** `button` counts from 0. */
  | { readonly kind: 'answer-alert'; readonly alert: string; readonly button: number }
  /** On the cellular line. */
  | { readonly kind: 'dial'; readonly number: string }
  | { readonly kind: 'set-speaker'; readonly on: boolean }
  | { readonly kind: 'expand-call'; readonly call: string }
  | { readonly kind: 'open-call-app'; readonly call: string; readonly video?: boolean }
  | { readonly kind: 'open-notification'; readonly notification: string }
  /** Pressed long, or its banner pulled down: it shows its actions. */
  | { readonly kind: 'expand-notification'; readonly notification: string }
  | { readonly kind: 'act-on-notification'; readonly notification: string; readonly action: string }
  | { readonly kind: 'open-app'; readonly bundleId: string }
  | { readonly kind: 'touch-view'; readonly bundleId: string; readonly view: number }
  | { readonly kind: 'focus-view'; readonly bundleId: string; readonly view: number };

/** Names of the symbols that the drawing knows. */
export type SymbolName =
  | 'phone'
  | 'phone-down'
  | 'mic-off'
  | 'keypad'
  | 'speaker'
  | 'plus'
  | 'swap'
  | 'merge'
  | 'video'
  | 'person'
  | 'pause'
  | 'chevron-right'
  | 'lock'
  | 'signal'
  | 'wifi'
  | 'battery'
  | 'flashlight'
  | 'camera'
  | 'clock'
  | 'shift'
  | 'info'
  | 'delete-left'
  | 'more'
  | 'message';

/** How a node is drawn. A node without a look is only structure. */
export interface Look {
  /** Fill behind the node: CSS colour, or the colours of a gradient from top to bottom. */
  readonly fill?: string | readonly string[];
  readonly radius?: number;
  readonly border?: string;
  readonly text?: {
    readonly string: string;
    readonly size: number;
    readonly weight?: 'regular' | 'medium' | 'semibold' | 'light';
    readonly color: string;
    readonly align?: 'left' | 'center' | 'right';
    /** Most lines it may take, from the top of the frame; by default one, in its middle. */
    readonly lines?: number;
  };
  readonly symbol?: { readonly name: SymbolName; readonly size: number; readonly color: string };
  /** App icon of this bundle: a coloured rounded square with a glyph. */
  readonly icon?: string;
  /** Of the node and all in it. */
  readonly opacity?: number;
  /** A soft edge below a card that lies over others. */
  readonly shadow?: boolean;
}

export interface UiNode {
  /** Stable name of the node within its application; the element id of automation is made from it. */
  readonly key: string;
  readonly type: ElementType;
  /** Accessibility identifier. */
  readonly identifier?: string;
  readonly label?: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly frame: Rect;
  /** Default true. */
  readonly enabled?: boolean;
  /** Default true; a node outside the screen or covered by its own application's windows is not visible. */
  readonly visible?: boolean;
  readonly selected?: boolean;
  readonly focused?: boolean;
  /** Is an accessibility element itself; by default true for controls and texts, false for containers. */
  readonly accessible?: boolean;
  readonly look?: Look;
  readonly tap?: Intent;
  /** A drag across the node, left to right, of at least half its width (slide to answer). */
  readonly slide?: Intent;
  /** A finger that moves up from the node, by 20 pt at least. */
  readonly swipeUp?: Intent;
  /** A finger that moves down from the node, by 20 pt at least. */
  readonly swipeDown?: Intent;
  /** A finger that rests on the node for half a second. */
  readonly hold?: Intent;
  readonly children?: readonly UiNode[];
}

/** One application's share of the screen. */
export interface Surface {
  readonly bundleId: string;
  /** Application element: name of the app as label, its windows as children. */
  readonly root: UiNode;
  /** A surface over others that fills the screen hides them (and takes the foreground from the app below). */
  readonly covers: 'screen' | 'part';
}

/** A view of an app, as UIKit in the app's process describes it. Laid out by the phone, top to bottom. */
export type AppView =
  | {
      readonly kind: 'label';
      readonly id: number;
      readonly text: string;
      readonly style: 'title' | 'headline' | 'body' | 'caption';
      readonly identifier?: string;
    }
  | {
      readonly kind: 'button';
      readonly id: number;
      readonly title: string;
      readonly style: 'filled' | 'plain' | 'destructive' | 'confirming' | 'round';
      readonly symbol?: SymbolName;
      readonly enabled: boolean;
      readonly selected: boolean;
      readonly identifier?: string;
      readonly accessibilityLabel?: string;
    }
  | {
      readonly kind: 'text-field';
      readonly id: number;
      readonly text: string;
      readonly placeholder: string;
      readonly secure: boolean;
      readonly focused: boolean;
      readonly identifier?: string;
    }
  | { readonly kind: 'spacer'; readonly id: number }
  | {
      readonly kind: 'stack';
      readonly id: number;
      readonly axis: 'vertical' | 'horizontal';
      readonly children: readonly AppView[];
      readonly identifier?: string;
    };

/** What the app's key window shows. */
export interface AppScreen {
  /** Title of the navigation bar; none when empty. */
  readonly title: string;
  /** `system` follows the phone's appearance; the others are dark in both. */
  readonly background: 'system' | 'dark' | 'call';
  readonly content: readonly AppView[];
}

export interface ShownApp {
  readonly bundleId: string;
  readonly displayName: string;
  /** Undefined until the app's first layout: the launch screen. */
  readonly screen: AppScreen | undefined;
  /** Landscape orientations that the app allows; absent means none. */
  readonly landscapes?: readonly Landscape[];
}

export interface ShownNotification {
  readonly id: string;
  readonly bundleId: string;
  readonly appName: string;
  readonly title: string;
  readonly body: string;
  /** Testbed time of arrival. */
  readonly at: number;
  readonly place: NotificationPlace;
  /** Its buttons: those of its category once it is expanded. */
  readonly actions?: readonly ShownNotificationAction[];
}

/**
 * `banner` while it drops down over an unlocked screen; `list` on the lock screen and in Notification Center; `history` in
 * Notification Center only.
 */
export type NotificationPlace = 'banner' | 'list' | 'history';

export interface ShownNotificationAction {
  readonly identifier: string;
  readonly title: string;
  readonly destructive: boolean;
}

export type CallState = 'ringing' | 'connecting' | 'connected' | 'held' | 'ended' | 'failed';

/** How much of a call is on screen; `island` is a Dynamic Island that was expanded. */
export type CallPresentation = 'full-screen' | 'banner' | 'locked' | 'status-bar' | 'island';

/**
 * What becomes of the calls in the way of an answer: `plain` names nothing ("Accept"), `end` and `hold` are End & Accept
 * and Hold & Accept, `end-held` ends the held call and holds the active one.
 */
export type AnswerWay = 'plain' | 'end' | 'hold' | 'end-held';

/** Choices that a button of the call screen opens. */
export type CallSheet = 'more' | 'message' | 'reminder';

/** One call of several that are joined. */
export interface ConferenceMember {
  readonly call: string;
  readonly caller: string;
  /** It can be taken out again. */
  readonly splits: boolean;
}

/** What the system lets the user do with a call beside the others. */
export interface CallChoices {
  /** Answers to a ringing call in the order of the buttons; empty when it does not ring. */
  readonly answers: readonly AnswerWay[];
  /** UUID of the active call, where the system offers to end it instead of End & Accept. */
  readonly endCurrent?: string;
  /** Declining sends a cellular call to voicemail. */
  readonly voicemail: boolean;
  /** UUID of the held call that would come back. */
  readonly swapWith?: string;
  /** UUID of the call that can be merged with this one. */
  readonly mergeWith?: string;
  /** All calls of the group that this one is in, itself included, oldest first. */
  readonly conference?: readonly ConferenceMember[];
}

export interface ShownCall {
  /** Upper-case UUID. */
  readonly id: string;
  readonly bundleId: string;
  /** Name of the app as CallKit shows it. */
  readonly appName: string;
  /** Caller's name, or handle when there is no name. */
  readonly caller: string;
  readonly outgoing: boolean;
  readonly video: boolean;
  readonly state: CallState;
  readonly presentation: CallPresentation;
  /** Testbed time of connection, for the duration. */
  readonly connectedAt?: number;
  readonly muted: boolean;
  readonly supportsHolding: boolean;
  /** The provider's supportsVideo, which its Video button needs; absent means false. */
  readonly supportsVideo?: boolean;
  /** Absent: no other call, nothing to choose. */
  readonly choices?: CallChoices;
  /** A second window of the answered call waits to be touched. */
  readonly secondWindow?: boolean;
  /** A call of the phone line, not of an app. */
  readonly cellular?: boolean;
  /** Keypad on the in-call screen: absent when it is hidden, else the digits pressed so far. */
  readonly keypad?: string;
  /** The list of the conference's calls stands in the place of the grid. */
  readonly conferenceShown?: true;
  /** Message and Remind Me stand above its buttons while it rings. */
  readonly replies?: true;
  /** Since iOS 17: More holds what else the grid would have. */
  readonly moreMenu?: true;
  /** The choices that are open. */
  readonly sheet?: CallSheet;
  /** False disables the keypad (CXCallUpdate.supportsDTMF); absent means true. */
  readonly supportsDTMF?: boolean;
}

/** An app in the app switcher. */
export type ShownCard = Pick<ShownApp, 'bundleId' | 'displayName'>;

export interface ShownAlert {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  /** Titles from left to right. */
  readonly buttons: readonly string[];
}

export type PhoneAppTab = 'recents' | 'contacts' | 'keypad';

export interface ShownPhoneApp {
  readonly tab: PhoneAppTab;
  /** Newest first. */
  readonly recents: readonly ShownRecent[];
  /** Phone numbers and e-mail addresses. */
  readonly contacts: readonly string[];
  /** On the keypad so far. */
  readonly digits: string;
}

/** An entry of Recents. */
export interface ShownRecent {
  readonly call: string;
  readonly appName: string;
  readonly caller: string;
  readonly missed: boolean;
  /** Testbed time of the call. */
  readonly at: number;
}

export type Language = 'en' | 'zh-Hans';

/** How the screen is turned: UIInterfaceOrientation. */
export type Landscape = 'landscape-left' | 'landscape-right';
export type Orientation = 'portrait' | 'portrait-upside-down' | Landscape;

/** UIUserInterfaceStyle of the whole phone. */
export type Appearance = 'light' | 'dark';

export interface ScreenModel {
  readonly model: IphoneModel;
  readonly ios: IosVersion;
  readonly language: Language;
  readonly appearance: Appearance;
  /** Testbed time, milliseconds since 1970; the status bar and lock screen show it in UTC. */
  readonly now: number;
  readonly locked: boolean;
  /** Screen is lit; a locked phone that is not lit shows black. */
  readonly awake: boolean;
  readonly speaker: boolean;
  readonly homeApps: readonly { readonly bundleId: string; readonly displayName: string }[];
  /** App in front; undefined on the home screen. Kept while locked. */
  readonly front: ShownApp | undefined;
  /** The phone is held in landscape. */
  readonly orientation?: Landscape;
  readonly notifications: readonly ShownNotification[];
  readonly calls: readonly ShownCall[];
  /** The app switcher, where it is open: running apps, the one used last first. */
  readonly appSwitcher?: readonly ShownCard[];
  /** Notification Center is pulled down over an unlocked phone. */
  readonly notificationCenter?: true;
  /** An alert of the system's, over all but a locked screen. */
  readonly alert?: ShownAlert;
  /** The Phone app, where it is in front. */
  readonly phoneApp?: ShownPhoneApp;
}

/**
 * Words of the system's screens in English and Simplified Chinese, as data. Every row says where its words come from:
 * `observed` (in public test suites, threads or device notes) or `assumed` (plausible; no public sighting found).
 * The languages are chosen per phone; the words that changed with iOS 17 have two rows.
 */

import type { Language } from '../ui/model.ts';
import type { IosVersion } from './versions.ts';

type Row = readonly [en: string, zhHans: string];

const ROWS = {
  // Buttons of an incoming call: the title doubles as identifier up to iOS 17.
  accept: ['Accept', '接受'], // observed, both
  answerCall: ['Answer call', '接听'], // en observed; zh: word observed, which of the two texts it is, assumed
  answerVideoCall: ['Answer video call', '接听视频通话'], // assumed, both
  decline: ['Decline', '拒绝'], // observed, both
  declineCall: ['Decline', '拒绝'], // assumed that label and title agree
  endCall: ['End call', '结束通话'], // en observed (native call); zh assumed
  endTitle: ['End', '结束'], // observed, both
  audioRoute: ['Audio', '音频'], // en observed as identifier of the banner's button; zh assumed
  slideToAnswer: ['slide to answer', '滑动来接听'], // observed, both

  // In-call grid. Lower case up to iOS 16 and title case since 17: assumed. Chinese: the list of words was observed.
  muteClassic: ['mute', '静音'], // observed
  mute: ['Mute', '静音'], // observed
  keypadClassic: ['keypad', '拨号键盘'], // observed
  keypad: ['Keypad', '拨号键盘'], // observed
  speakerClassic: ['speaker', '免提'], // observed
  speaker: ['Speaker', '免提'], // observed
  addCallClassic: ['add call', '添加通话'], // en observed; zh assumed
  addCall: ['Add Call', '添加通话'], // en observed; zh assumed
  videoClassic: ['video', '视频'], // en observed; zh assumed
  video: ['Video', '视频'], // en observed; zh assumed
  holdClassic: ['hold', '保留'], // en observed; zh assumed
  hold: ['Hold', '保留'], // en observed; zh assumed

  swapClassic: ['swap', '切换'], // en observed; zh assumed
  swap: ['Swap', '切换'], // en observed; zh assumed
  mergeClassic: ['merge calls', '合并通话'], // en observed; zh assumed
  merge: ['Merge Calls', '合并通话'], // assumed, both
  contactsClassic: ['contacts', '通讯录'], // observed
  contacts: ['Contacts', '通讯录'], // zh observed; en assumed
  more: ['More', '更多'], // assumed, both
  conference: ['Conference', '电话会议'], // en observed (cellular calls); zh assumed
  moreInfo: ['More Info', '更多信息'], // assumed, both
  private: ['Private', '私人'], // en observed (cellular calls); zh assumed
  back: ['Back', '返回'], // assumed, both
  hideClassic: ['Hide', '隐藏'], // assumed, both
  hide: ['Hide', '隐藏'], // assumed, both

  // Above the buttons of an incoming call, and the choices behind them.
  message: ['Message', '发信息'], // en documented (iPhone User Guide); zh assumed
  remindMe: ['Remind Me', '提醒我'], // en documented (iPhone User Guide); zh assumed
  replyCannotTalk: ['Sorry, I can’t talk right now.', '抱歉，我现在不方便接听。'], // assumed, both
  replyOnMyWay: ['I’m on my way.', '我正在路上。'], // assumed, both
  replyCallLater: ['Can I call you later?', '我可以稍后打给你吗？'], // assumed, both
  remindInAnHour: ['In 1 hour', '1小时后'], // assumed, both
  remindWhenLeaving: ['When I leave', '当我离开时'], // assumed, both

  // A call that waits beside another: the title is the button's identifier and label.
  endAndAccept: ['End & Accept', '结束并接受'], // en observed; zh assumed
  holdAndAccept: ['Hold & Accept', '保留并接受'], // en observed; zh assumed
  endHeldAndAccept: ['End Held & Accept', '结束保留的通话并接受'], // en observed in a thread; zh assumed
  endCurrent: ['End Current', '结束当前通话'], // assumed, both
  cancel: ['Cancel', '取消'], // assumed, both
  callBack: ['Call Back', '回拨'], // assumed, both
  sendToVoicemail: ['Send to Voicemail', '发送到语音信箱'], // en observed; zh assumed

  call: ['Call', '呼叫'], // en observed (confirmation of a call); zh assumed
  recents: ['Recents', '最近通话'], // zh observed; en assumed

  // Status of a call. `%` is the app's name as CallKit shows it.
  ringingAudio: ['% Audio…', '%音频…'], // en observed; zh assumed
  ringingCellular: ['mobile', '手机'], // assumed, both
  ringingVideo: ['% Video…', '%视频…'], // en observed; zh assumed
  calling: ['calling…', '正在呼叫…'], // assumed, both
  connecting: ['connecting…', '正在连接…'], // assumed, both
  onHold: ['on hold', '已保留'], // assumed, both
  callEnded: ['Call Ended', '通话结束'], // assumed, both
  callFailed: ['Call Failed', '通话失败'], // assumed, both
  inCall: ['In call', '通话中'], // en assumed; zh observed
  incomingCall: ['Incoming call', '来电'], // en assumed; zh observed in the Dynamic Island's label

  // Notifications.
  notification: ['Notification', '通知'], // en observed; zh assumed
  notificationCenter: ['Notification Center', '通知中心'], // en observed; zh assumed
  now: ['now', '现在'], // en observed; zh assumed
  minutesAgo: ['%m ago', '%分钟前'], // assumed, both
  hoursAgo: ['%h ago', '%小时前'], // assumed, both

  // Alerts. `%` is the app's name.
  mayNotify: ['“%” Would Like to Send You Notifications', '“%”想给你发送通知'], // en observed; zh assumed
  mayNotifyText: [
    'Notifications may include alerts, sounds, and icon badges. These can be configured in Settings.',
    '“通知”可能包括提醒、声音和图标标记。这些可在“设置”中配置。',
  ], // en observed; zh assumed
  dontAllow: ['Don’t Allow', '不允许'], // observed
  allow: ['Allow', '允许'], // observed
  ok: ['OK', '好'], // observed
  keepNotifications: ['Keep…', '保留…'], // words observed; zh assumed
  turnOffNotifications: ['Turn Off…', '关闭…'], // words observed; zh assumed
  keepNotificationsOf: ['Keep Receiving Notifications from “%”?', '继续接收来自“%”的通知？'], // assumed, both
  turnOffNotificationsOf: ['Turn Off Notifications from “%”?', '关闭来自“%”的通知？'], // assumed, both
  deliveredQuietly: ['They have been delivered quietly so far.', '到目前为止为隐式推送。'], // assumed, both
  deliverProminently: ['Deliver Prominently', '显式推送'], // en observed; zh assumed
  deliverQuietly: ['Keep Delivering Quietly', '继续隐式推送'], // assumed, both
  turnOff: ['Turn Off', '关闭'], // assumed, both
  needsUpdate: ['“%” Needs to Be Updated', '“%”需要更新'], // assumed, both
  needsUpdateText: [
    'The developer of this app needs to update it to work with this version of iOS.',
    '此App的开发者需要更新它以兼容此版本的iOS。',
  ], // assumed, both

  // Lock screen.
  slideToUnlock: ['slide to unlock', '滑动来解锁'], // assumed, both
  pressHomeToUnlock: ['Press home to unlock', '按下主屏幕按钮来解锁'], // assumed, both
  flashlight: ['Flashlight', '手电筒'], // assumed, both
  camera: ['Camera', '相机'], // assumed, both

  // Status bar.
  wifiBars: ['3 of 3 Wi-Fi bars', 'Wi-Fi信号强度3格（共3格）'], // assumed, both
  signalBars: ['4 of 4 bars, signal strength', '信号强度4格（共4格）'], // assumed, both
  batteryPower: ['100% battery power', '电池电量100%'], // assumed, both

  // Keyboard.
  space: ['space', '空格'], // assumed, both
  return: ['return', '换行'], // assumed, both
  shift: ['shift', 'shift'], // assumed, both
  delete: ['delete', '删除'], // assumed, both

  // Names of Apple's own apps on the home screen.
  appPhone: ['Phone', '电话'], // assumed, both
  appSafari: ['Safari', 'Safari浏览器'], // assumed, both
  appMessages: ['Messages', '信息'], // assumed, both
  appMusic: ['Music', '音乐'], // assumed, both
  appCalendar: ['Calendar', '日历'], // assumed, both
  appPhotos: ['Photos', '照片'], // assumed, both
  appCamera: ['Camera', '相机'], // assumed, both
  appClock: ['Clock', '时钟'], // assumed, both
  appMaps: ['Maps', '地图'], // assumed, both
  appWeather: ['Weather', '天气'], // assumed, both
  appNotes: ['Notes', '备忘录'], // assumed, both
  appSettings: ['Settings', '设置'], // assumed, both
} as const satisfies Record<string, Row>;

export type LabelKey = keyof typeof ROWS;

/** The text in a language; `%` in it is replaced by `argument`. */
export function label(key: LabelKey, language: Language, argument?: string | number): string {
  const text: string = ROWS[key][language === 'en' ? 0 : 1];
  return argument === undefined ? text : text.replace('%', () => String(argument));
}

/** Titles of the in-call grid, in the capitals of the version. */
export function gridTitle(
  button: 'mute' | 'keypad' | 'speaker' | 'addCall' | 'video' | 'hold' | 'swap' | 'merge' | 'contacts' | 'hide',
  ios: IosVersion,
  language: Language,
): string {
  return label(ios.features.inCallGrid === 'classic' ? `${button}Classic` : button, language);
}

export interface CallButtonNames {
  readonly identifier: string;
  readonly label: string;
}

/**
 * What automation sees on a button of an incoming call. Identifier: the localized title up to iOS 17, a fixed word since
 * iOS 18 (observed in a public test suite that queries both). Label: localized in all versions.
 */
export function callButton(
  action: 'accept' | 'decline',
  ios: IosVersion,
  language: Language,
  video: boolean,
): CallButtonNames {
  const fixed = ios.features.callButtonIdentifiers === 'fixed';
  if (action === 'decline') {
    return { identifier: fixed ? 'rejectCall' : label('decline', language), label: label('declineCall', language) };
  }
  return {
    identifier: fixed ? 'acceptCall' : label('accept', language),
    label: label(video ? 'answerVideoCall' : 'answerCall', language),
  };
}

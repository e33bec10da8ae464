/**
 * The Phone app: Recents, Contacts and Keypad behind a tab bar; Favourites and Voicemail are left out. Add Call and
 * Contacts on a call screen lead here. Its tabs are named as people know them; identifiers were not observed, and iOS 26
 * is drawn as the versions before it.
 */

import { type LabelKey, label } from '../ios/labels.ts';
import { dialPad } from './dial-pad.ts';
import { screenMetrics } from './metrics.ts';
import type { PhoneAppTab, Rect, ScreenModel, ShownPhoneApp, Surface, SymbolName, UiNode } from './model.ts';
import { applicationSurface, homeIndicator, paint, staticText, window } from './node.ts';
import { recentsList } from './recents-list.ts';
import { statusBar } from './status-bar.ts';
import { PHONE } from './surfaces.ts';
import { themeOf } from './theme.ts';

const TABS: readonly (readonly [tab: PhoneAppTab, name: LabelKey, symbol: SymbolName])[] = [
  ['recents', 'recents', 'clock'],
  ['contacts', 'contacts', 'person'],
  ['keypad', 'keypad', 'keypad'],
];
const TAB_BAR = 49;
const ROW = 52;

export function phoneAppSurface(model: ScreenModel, app: ShownPhoneApp): Surface {
  const { screen, safeTop, safeBottom } = screenMetrics(model.model);
  const { page } = themeOf(model);
  const tabs = { x: 0, y: screen.height - safeBottom - TAB_BAR, width: screen.width, height: TAB_BAR };
  const top = app.tab === 'keypad' ? safeTop : safeTop + 44;
  const area = { x: 0, y: top, width: screen.width, height: tabs.y - top };
  const content = window(
    'phone-app.window',
    screen,
    [
      statusBar('phone-app', model, page.ink),
      ...(app.tab === 'keypad' ? [] : [navigationBar(model, app.tab)]),
      CONTENT[app.tab](model, app, area),
      tabBar(model, app.tab, tabs),
      ...homeIndicator('phone-app.home-indicator', screen, safeBottom, page.ink),
    ],
    { fill: page.background },
  );
  return applicationSurface(PHONE, label('appPhone', model.language), screen, 'screen', [content]);
}

const CONTENT: Readonly<Record<PhoneAppTab, (model: ScreenModel, app: ShownPhoneApp, area: Rect) => UiNode>> = {
  recents: (model, { recents }, area) => recentsList(model, recents, area),
  contacts: contactsList,
  keypad: (model, { digits }, area) => dialPad(model, digits, area),
};

function navigationBar(model: ScreenModel, tab: 'recents' | 'contacts'): UiNode {
  const { screen, safeTop } = screenMetrics(model.model);
  const title = label(tab, model.language);
  const frame = { x: 0, y: safeTop, width: screen.width, height: 44 };
  const { ink } = themeOf(model).page;
  const style = { size: 17, weight: 'semibold', color: ink, align: 'center' } as const;
  return {
    key: 'phone-app.bar',
    type: 'NavigationBar',
    identifier: title,
    frame,
    children: [staticText('phone-app.title', frame, title, style)],
  };
}

/** A touch calls the number, without the contact's card between; what is no number has none. */
function contactsList(model: ScreenModel, { contacts }: ShownPhoneApp, frame: Rect): UiNode {
  const { page } = themeOf(model);
  const rows = contacts.slice(0, Math.floor(frame.height / ROW));
  return {
    key: 'contacts.list',
    type: 'Table',
    frame,
    children: rows.map((handle, index): UiNode => {
      const row = { x: 0, y: frame.y + index * ROW, width: frame.width, height: ROW };
      const key = `contacts.${index}`;
      return {
        key,
        type: 'Cell',
        frame: row,
        ...(/^\+?[\d ()-]+$/.test(handle) && { tap: { kind: 'dial', number: handle } as const }),
        children: [
          staticText(`${key}.handle`, { ...row, x: 20, y: row.y + 14, width: row.width - 40, height: 24 }, handle, {
            size: 17,
            color: page.ink,
          }),
          paint(
            `${key}.rule`,
            { x: 20, y: row.y + ROW - 0.5, width: row.width - 20, height: 0.5 },
            { fill: page.rule },
          ),
        ],
      };
    }),
  };
}

function tabBar(model: ScreenModel, shown: PhoneAppTab, frame: Rect): UiNode {
  const { page, blue } = themeOf(model);
  const width = frame.width / TABS.length;
  return {
    key: 'phone-app.tabs',
    type: 'TabBar',
    frame,
    children: [
      paint('phone-app.tabs.rule', { ...frame, height: 0.5 }, { fill: page.rule }),
      ...TABS.map(([tab, name, symbol], index): UiNode => {
        const key = `phone-app.tabs.${tab}`;
        const color = tab === shown ? blue : page.detail;
        const title = label(name, model.language);
        const cell = { x: frame.x + index * width, y: frame.y, width, height: TAB_BAR };
        return {
          key,
          type: 'Button',
          label: title,
          selected: tab === shown,
          frame: cell,
          tap: { kind: 'show-phone-tab', tab },
          children: [
            paint(
              `${key}.glyph`,
              { ...cell, y: cell.y + 7, height: 22 },
              { symbol: { name: symbol, size: 22, color } },
            ),
            paint(
              `${key}.title`,
              { ...cell, y: cell.y + 32, height: 14 },
              { text: { string: title, size: 10, weight: 'medium', color, align: 'center' } },
            ),
          ],
        };
      }),
    ],
  };
}

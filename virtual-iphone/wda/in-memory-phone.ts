/** A phone for the tests of this room: applications are trees that the test sets, deeds are written down as text. */

import { APP_STATE, type AppState, type PhoneAutomation, type RunningApp } from '../automation.ts';
import { IPHONE_MODELS, type IphoneModel } from '../ios/models.ts';
import { type IosVersion, iosVersion } from '../ios/versions.ts';
import type { Appearance, Orientation, Point, Rect, Surface, UiNode } from '../ui/model.ts';

/** The tree that the locator tests search: two windows, a list of two people, five controls. */
export const VOIP_TREE: UiNode = node('N0', 'Application', { label: 'VoIP' }, [
  node('N1', 'Window', {}, [
    node('N2', 'NavigationBar', { identifier: 'Calls' }, [node('N3', 'StaticText', { label: 'Calls' })]),
    node('N4', 'Table', {}, [
      node('N5', 'Cell', { label: 'Alice' }, [
        node('N6', 'StaticText', { label: 'Alice' }),
        node('N7', 'Button', { identifier: 'call_alice', label: 'Call' }),
      ]),
      node('N8', 'Cell', { label: 'Bob' }, [
        node('N9', 'StaticText', { label: 'Bob' }),
        node('N10', 'Button', { identifier: 'call_bob', label: 'Call', enabled: false }),
      ]),
    ]),
    node('N11', 'Button', {
      identifier: 'accept',
      label: 'Accept',
      frame: { x: 40.5, y: 700, width: 75, height: 75.2 },
      look: { fill: '#34c759' },
    }),
    node('N12', 'Button', { label: 'Decline' }),
    node('N13', 'Switch', { identifier: 'mute', label: 'Mute', value: 'off' }),
    node('N14', 'TextField', { identifier: 'number', label: '', placeholder: 'Number' }),
  ]),
  node('N15', 'Window', {}, [node('N16', 'Other', { identifier: 'banner', visible: false })]),
]);

export function node(
  key: string,
  type: UiNode['type'],
  more: Partial<UiNode> = {},
  children: readonly UiNode[] = [],
): UiNode {
  return { key, type, frame: { x: 0, y: 0, width: 393, height: 852 }, ...more, children };
}

export class InMemoryPhone implements PhoneAutomation {
  readonly udid: string;
  readonly name = 'Phone of the test';
  readonly model = IPHONE_MODELS.find((model) => model.name === 'iPhone 15') as IphoneModel;
  readonly ios = iosVersion('18.6') as IosVersion;
  readonly language = 'en';
  readonly screen = this.model.screen;
  readonly statusBar: Rect = { x: 0, y: 0, width: 393, height: 54 };
  /** What was done to the phone, in order. */
  readonly deeds: string[] = [];
  readonly installed = new Set(['com.example.voip']);
  screenRevision = 0;
  isLocked = false;
  deviceOrientation: Orientation = 'portrait';
  readonly interfaceOrientation = 'portrait';
  appearance: Appearance = 'light';
  picture = Buffer.alloc(0);
  /** Runs at the end of each tap. */
  onTap: (at: Point) => void | Promise<void> = () => undefined;
  /** Runs when the home screen is in front. */
  onHome: () => void = () => undefined;
  readonly #darwin = new Set<(name: string) => void>();
  readonly #trees = new Map<string, UiNode>();
  readonly #pids = new Map<string, number>();
  /** Bundle ids on screen, back to front. */
  #onScreen: readonly string[] = [];
  #nextPid = 100;

  constructor(udid = '00008120-000A1B2C3D4E5F60') {
    this.udid = udid;
    this.show('com.apple.springboard', node('home', 'Application', { label: 'SpringBoard' }));
    this.show('com.example.voip', VOIP_TREE);
  }

  /** Puts the tree in front as the application's; starts the application when it does not run. */
  show(bundleId: string, tree: UiNode): void {
    if (!this.#pids.has(bundleId)) this.#pids.set(bundleId, this.#nextPid++);
    this.#trees.set(bundleId, tree);
    this.#onScreen = [...this.#onScreen.filter((shown) => shown !== bundleId), bundleId];
    this.screenRevision += 1;
  }

  hide(bundleId: string): void {
    this.#onScreen = this.#onScreen.filter((shown) => shown !== bundleId);
    this.screenRevision += 1;
  }

  /** Ends the process without anybody having asked for it. */
  crash(bundleId: string): void {
    this.hide(bundleId);
    this.#trees.delete(bundleId);
    this.#pids.delete(bundleId);
  }

  surfaces(): readonly Surface[] {
    return this.#onScreen.map((bundleId) => ({ bundleId, root: this.#trees.get(bundleId) as UiNode, covers: 'part' }));
  }

  tree(bundleId: string): UiNode | undefined {
    return this.#trees.get(bundleId);
  }

  activeApps(): readonly RunningApp[] {
    return this.#onScreen.toReversed().map((bundleId) => ({
      bundleId,
      pid: this.#pids.get(bundleId) as number,
      name: this.#trees.get(bundleId)?.label ?? '',
    }));
  }

  appState(bundleId: string): AppState {
    if (this.#onScreen.includes(bundleId)) return APP_STATE.foreground;
    if (this.#pids.has(bundleId)) return APP_STATE.background;
    return this.installed.has(bundleId) ? APP_STATE.notRunning : APP_STATE.unknown;
  }

  isInstalled(bundleId: string): boolean {
    return this.installed.has(bundleId);
  }

  async launch(bundleId: string, options?: { readonly arguments?: readonly string[] }): Promise<void> {
    this.deeds.push(['launch', bundleId, ...(options?.arguments ?? [])].join(' '));
    this.show(bundleId, this.#trees.get(bundleId) ?? VOIP_TREE);
  }

  async openURL(url: URL, bundleId?: string): Promise<void> {
    this.deeds.push(`open ${url.href}${bundleId === undefined ? '' : ` in ${bundleId}`}`);
  }

  async terminate(bundleId: string): Promise<boolean> {
    this.deeds.push(`terminate ${bundleId}`);
    const ran = this.#pids.has(bundleId);
    this.crash(bundleId);
    return ran;
  }

  async tap(at: Point): Promise<void> {
    this.deeds.push(`tap ${at.x},${at.y}`);
    await this.onTap(at);
  }

  async rotate(to: Orientation): Promise<void> {
    this.deviceOrientation = to;
  }

  async drag(from: Point, to: Point, holdMs: number): Promise<void> {
    this.deeds.push(`drag ${[from.x, from.y, to.x, to.y].map(Math.round).join(',')} after ${holdMs}`);
  }

  async typeText(text: string): Promise<void> {
    this.deeds.push(`type ${text}`);
  }

  async clearText(): Promise<void> {
    this.deeds.push('clear');
  }

  async pressHome(): Promise<void> {
    this.deeds.push('home');
    for (const { bundleId } of this.activeApps()) if (bundleId !== 'com.apple.springboard') this.hide(bundleId);
    this.onHome();
  }

  async pressSideButton(): Promise<void> {
    this.deeds.push('side button');
  }

  async pressVolume(direction: 'up' | 'down'): Promise<void> {
    this.deeds.push(`volume ${direction}`);
  }

  async lock(): Promise<void> {
    this.deeds.push('lock');
    this.isLocked = true;
  }

  async unlock(): Promise<void> {
    this.deeds.push('unlock');
    this.isLocked = false;
  }

  onDarwinNotification(listener: (name: string) => void): () => void {
    this.#darwin.add(listener);
    return () => this.#darwin.delete(listener);
  }

  post(name: string): void {
    for (const listener of this.#darwin) listener(name);
  }

  async setAppearance(appearance: Appearance): Promise<void> {
    this.deeds.push(`appearance ${appearance}`);
    this.appearance = appearance;
  }

  async screenshot(): Promise<Buffer> {
    return this.picture;
  }
}

/** W3C actions: what the driver sends for touch pointers and keys, as taps, drags and typing. */

import type { Point } from '../../ui/model.ts';
import type { Agent } from '../agent.ts';
import { type Body, isObject, listArgument, optionalNumber } from '../arguments.ts';
import { referencedId } from '../element-reference.ts';
import { WdaError } from '../errors.ts';
import { demandHitPoint } from '../hit-test.ts';
import { type Call, type Route, route } from '../route.ts';
import { typeInto } from './typing.ts';

export const ACTION_ROUTES: readonly Route[] = [route('required', 'POST', '/actions', performActions)];

/** How far a finger may slip and still tap, and how long it may rest: UIKit's long press begins at 0.5 s. */
const TAP_SLIP_POINTS = 10;
const LONG_PRESS_MS = 500;

/** A thing to do, at a time from the start of the actions: fingers and keys run side by side. */
interface Deed {
  readonly at: number;
  readonly run: () => Promise<void>;
}

/** Pauses order what the sources do; they take no testbed time themselves, but a held finger tells its time. */
async function performActions({ agent, body }: Call): Promise<void> {
  const ids = new Set<string>();
  const deeds: Deed[] = [];
  for (const source of listArgument(body, 'actions')) {
    if (!isObject(source)) throw wrong('each source of actions must be an object');
    const { id } = source;
    if (typeof id !== 'string' || id === '' || ids.has(id)) {
      throw wrong(`the source id ${JSON.stringify(id)} is empty or not unique`);
    }
    ids.add(id);
    const items = listArgument(source, 'actions').map((item) => {
      if (!isObject(item)) throw wrong(`each action of '${id}' must be an object`);
      return item;
    });
    deeds.push(...deedsOf(agent, source, items));
  }
  for (const deed of deeds.toSorted((a, b) => a.at - b.at)) await deed.run();
}

function deedsOf(agent: Agent, source: Body, items: readonly Body[]): readonly Deed[] {
  if (source.type === 'pointer') return pointerDeeds(agent, withoutCancelled(items));
  if (source.type === 'key') return keyDeeds(agent, items);
  throw wrong(`a source of the type ${JSON.stringify(source.type)} is not supported; use pointer or key`);
}

/** A pointerCancel takes itself and the item before it away. */
function withoutCancelled(items: readonly Body[]): readonly Body[] {
  return items.filter((item, index) => item.type !== 'pointerCancel' && items[index + 1]?.type !== 'pointerCancel');
}

interface Touch {
  readonly at: number;
  readonly from: Point;
  /** How long the finger rested before it first moved. */
  heldMs: number;
  moved: boolean;
}

function pointerDeeds(agent: Agent, items: readonly Body[]): readonly Deed[] {
  const deeds: Deed[] = [];
  let time = 0;
  let point: Point | undefined;
  let touch: Touch | undefined;
  for (const item of items) {
    const duration = optionalNumber(item, 'duration') ?? 0;
    switch (item.type) {
      case 'pause':
        if (touch !== undefined && !touch.moved) touch.heldMs += duration;
        break;
      case 'pointerMove': {
        const target = moveTarget(agent, item, point);
        if (touch !== undefined && distance(touch.from, target) > TAP_SLIP_POINTS) touch.moved = true;
        point = target;
        break;
      }
      case 'pointerDown':
        if (point === undefined || touch !== undefined) throw wrong('a pointerDown needs a pointerMove before it');
        touch = { at: time, from: point, heldMs: 0, moved: false };
        break;
      case 'pointerUp':
        if (point === undefined || touch === undefined) throw wrong('a pointerUp needs a pointerDown before it');
        deeds.push(touchDeed(agent, touch, point));
        touch = undefined;
        break;
      default:
        throw wrong(`there is no pointer action ${JSON.stringify(item.type)}`);
    }
    time += duration;
  }
  if (touch !== undefined) throw wrong('a pointerDown is not followed by a pointerUp');
  return deeds;
}

function touchDeed({ phone }: Agent, { at, from, heldMs, moved }: Touch, to: Point): Deed {
  if (moved) return { at, run: () => phone.drag(from, to, heldMs) };
  return { at, run: () => (heldMs < LONG_PRESS_MS ? phone.tap(from) : phone.drag(from, from, heldMs)) };
}

function moveTarget(agent: Agent, item: Body, last: Point | undefined): Point {
  const [x, y] = [optionalNumber(item, 'x'), optionalNumber(item, 'y')];
  const id = referencedId(item.origin);
  if (id !== undefined) {
    const element = agent.element(id);
    if (!element.isVisible) {
      throw new WdaError('element not visible', `The element '${element.node.key}' of a pointerMove is not visible.`);
    }
    if (x === undefined || y === undefined) return demandHitPoint(agent.phone, element);
    const { frame } = element.node;
    return { x: frame.x + frame.width / 2 + x, y: frame.y + frame.height / 2 + y };
  }
  if (x === undefined || y === undefined) throw wrong("a pointerMove needs 'x' and 'y'");
  if (item.origin !== 'pointer') {
    const { frame } = agent.activeRoot().node;
    return { x: frame.x + x, y: frame.y + y };
  }
  if (last === undefined) throw wrong("the origin 'pointer' needs an earlier pointerMove");
  return { x: last.x + x, y: last.y + y };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** WebDriver's code points for keys that a text field understands; other special keys type nothing. */
const SPECIAL_KEYS: Readonly<Record<string, string>> = {
  '\uE003': '\b',
  '\uE004': '\t',
  '\uE006': '\n',
  '\uE007': '\n',
  '\uE00D': ' ',
};

/** Keys go down and up in groups that pauses separate; a group's text is typed at its last keyUp. */
function keyDeeds(agent: Agent, items: readonly Body[]): readonly Deed[] {
  const deeds: Deed[] = [];
  const down: string[] = [];
  let time = 0;
  let text = '';
  for (const item of items) {
    const value = typeof item.value === 'string' ? item.value : '';
    switch (item.type) {
      case 'pause':
        if (down.length > 0) throw wrong(`the keys ${JSON.stringify(down.join(''))} are still down at a pause`);
        time += optionalNumber(item, 'duration') ?? 0;
        break;
      case 'keyDown':
        if (value === '') throw wrong("a keyDown needs a text 'value'");
        down.push(value);
        text += SPECIAL_KEYS[value] ?? (/^[\uE000-\uF8FF]$/.test(value) ? '' : value);
        break;
      case 'keyUp': {
        const index = down.indexOf(value);
        if (index < 0) throw wrong(`a keyUp of ${JSON.stringify(value)} has no keyDown`);
        down.splice(index, 1);
        break;
      }
      default:
        throw wrong(`there is no key action ${JSON.stringify(item.type)}`);
    }
    if (down.length === 0 && text !== '') {
      const typed = text;
      deeds.push({ at: time, run: () => typeInto(agent.phone, typed) });
      text = '';
    }
  }
  if (down.length > 0) throw wrong(`the keys ${JSON.stringify(down.join(''))} are never released`);
  return deeds;
}

function wrong(reason: string): WdaError {
  return new WdaError('unknown error', `The actions cannot be performed: ${reason}.`);
}

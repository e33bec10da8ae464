/** Gestures on an element, or on the active application when the path names none. */

import type { Point, Rect } from '../../ui/model.ts';
import type { Agent } from '../agent.ts';
import { type Body, numberArgument, optionalNumber, textArgument } from '../arguments.ts';
import { nameOf } from '../attributes.ts';
import { WdaError } from '../errors.ts';
import { demandHitPoint, hitPoint } from '../hit-test.ts';
import { locator } from '../locators/find.ts';
import { type Call, type Route, route } from '../route.ts';
import type { ScreenElement } from '../snapshot.ts';

type Gesture = (agent: Agent, target: ScreenElement, body: Body) => Promise<void>;

const GESTURES: Readonly<Record<string, Gesture>> = {
  tap: (agent, target, body) => agent.phone.tap(pointIn(agent, target, body)),
  doubleTap: (agent, target, body) => tapTimes(agent, pointIn(agent, target, body), 2),
  tapWithNumberOfTaps,
  touchAndHold: (agent, target, body) => {
    const point = pointIn(agent, target, body);
    return agent.phone.drag(point, point, numberArgument(body, 'duration') * 1000);
  },
  swipe,
  scroll,
  dragfromtoforduration: (agent, target, body) => {
    const { from, to } = ends(target, body);
    return agent.phone.drag(from, to, numberArgument(body, 'duration') * 1000);
  },
  pressAndDragWithVelocity,
  twoFingerTap: twoFingers(),
  pinch: twoFingers('scale', 'velocity'),
  rotate: twoFingers('rotation', 'velocity'),
  forceTouch,
};

export const GESTURE_ROUTES: readonly Route[] = [
  ...Object.entries(GESTURES).flatMap(([name, gesture]) => [
    route('required', 'POST', `/wda/${name}`, ({ agent, body }) => gesture(agent, agent.activeRoot(), body)),
    route('required', 'POST', `/wda/element/:id/${name}`, ({ agent, params, body }) =>
      gesture(agent, agent.element(params.id), body),
    ),
  ]),
  route('required', 'POST', '/wda/element/:id/scrollTo', ({ agent, params }: Call) =>
    demandVisible(agent.element(params.id)),
  ),
  route('required', 'POST', '/wda/pickerwheel/:id/select', selectPickerWheelValue),
];

/** The point that x and y give from the target's top left corner, else the target's hit point. */
function pointIn(agent: Agent, target: ScreenElement, body: Body): Point {
  const [x, y] = [optionalNumber(body, 'x'), optionalNumber(body, 'y')];
  if (x === undefined && y === undefined) return demandHitPoint(agent.phone, target);
  if (x === undefined || y === undefined) {
    throw new WdaError('invalid argument', "The arguments 'x' and 'y' must be given together.");
  }
  return onScreen(agent, { x: target.node.frame.x + x, y: target.node.frame.y + y });
}

function onScreen(agent: Agent, point: Point): Point {
  if (hitPoint({ ...point, width: 1, height: 1 }, agent.phone.screen) !== undefined) return point;
  throw new WdaError('invalid element state', `The point x=${point.x} y=${point.y} is not on the screen.`);
}

async function tapTimes({ phone }: Agent, point: Point, times: number): Promise<void> {
  for (let tap = 0; tap < times; tap += 1) await phone.tap(point);
}

function tapWithNumberOfTaps(agent: Agent, target: ScreenElement, body: Body): Promise<void> {
  const [taps, touches] = [numberArgument(body, 'numberOfTaps'), numberArgument(body, 'numberOfTouches')];
  if (touches !== 1) return twoFingers()(agent, target, body);
  return tapTimes(agent, demandHitPoint(agent.phone, target), taps);
}

/** Way of a finger within a frame, as shares of its sides. Long enough to answer a slider, clear of the edges. */
const SWIPES: Readonly<Record<string, readonly [from: Point, to: Point]>> = {
  up: [
    { x: 0.5, y: 0.8 },
    { x: 0.5, y: 0.2 },
  ],
  down: [
    { x: 0.5, y: 0.2 },
    { x: 0.5, y: 0.8 },
  ],
  left: [
    { x: 0.8, y: 0.5 },
    { x: 0.2, y: 0.5 },
  ],
  right: [
    { x: 0.2, y: 0.5 },
    { x: 0.8, y: 0.5 },
  ],
};

function swipe(agent: Agent, target: ScreenElement, body: Body): Promise<void> {
  const [from, to] = swipeIn(target.node.frame, textArgument(body, 'direction'));
  demandHitPoint(agent.phone, target);
  if (body.x === undefined && body.y === undefined) return agent.phone.drag(from, to, 0);
  const start = pointIn(agent, target, body);
  return agent.phone.drag(start, { x: start.x + to.x - from.x, y: start.y + to.y - from.y }, 0);
}

function swipeIn(frame: Rect, direction: string): readonly [Point, Point] {
  const name = direction.toLowerCase();
  const way = Object.hasOwn(SWIPES, name) ? SWIPES[name] : undefined;
  if (way === undefined) {
    throw new WdaError('invalid argument', `The direction must be up, down, left or right, not '${direction}'.`);
  }
  const [from, to] = way;
  const at = ({ x, y }: Point): Point => ({ x: frame.x + x * frame.width, y: frame.y + y * frame.height });
  return [at(from), at(to)];
}

const OPPOSITE: Readonly<Record<string, string>> = { up: 'down', down: 'up', left: 'right', right: 'left' };

/** Scrolls by a direction, or until a descendant shows: a virtual phone lays all content out, so it shows or never will. */
async function scroll(agent: Agent, target: ScreenElement, body: Body): Promise<void> {
  if (typeof body.direction === 'string') {
    const direction = body.direction.toLowerCase();
    // Content moves with the finger: to see what is below, the finger goes up.
    const [from, to] = swipeIn(
      target.node.frame,
      Object.hasOwn(OPPOSITE, direction) ? String(OPPOSITE[direction]) : direction,
    );
    return agent.phone.drag(from, to, 0);
  }
  if (body.toVisible === true) return demandVisible(target);
  if (typeof body.name === 'string') {
    return demandVisible(target.descendants.find((element) => nameOf(element) === body.name));
  }
  if (typeof body.predicateString === 'string') {
    return demandVisible(
      locator('predicate string', body.predicateString).find(target, { limitXPathContextScope: true })[0],
    );
  }
  throw new WdaError(
    'invalid argument',
    "A scroll needs one of 'name', 'direction', 'predicateString' and 'toVisible'.",
  );
}

function demandVisible(element: ScreenElement | undefined): void {
  if (element?.isVisible !== true) {
    const which = element === undefined ? 'that is searched' : `'${element.node.key}'`;
    throw new WdaError('element not visible', `The element ${which} cannot be scrolled into view.`);
  }
}

function ends({ node: { frame } }: ScreenElement, body: Body): { readonly from: Point; readonly to: Point } {
  const at = (x: string, y: string): Point => ({
    x: frame.x + numberArgument(body, x),
    y: frame.y + numberArgument(body, y),
  });
  return { from: at('fromX', 'fromY'), to: at('toX', 'toY') };
}

function pressAndDragWithVelocity(agent: Agent, target: ScreenElement, body: Body): Promise<void> {
  const hold = numberArgument(body, 'pressDuration') * 1000;
  if (typeof body.toElement === 'string') {
    const to = demandHitPoint(agent.phone, agent.element(body.toElement));
    return agent.phone.drag(demandHitPoint(agent.phone, target), to, hold);
  }
  const { from, to } = ends(target, body);
  return agent.phone.drag(from, to, hold);
}

/** Nothing on a virtual phone listens to more than one finger, so only what is wrong with the gesture shows. */
function twoFingers(...needed: readonly string[]): Gesture {
  return async (agent, target, body) => {
    for (const name of needed) numberArgument(body, name);
    demandHitPoint(agent.phone, target);
  };
}

function forceTouch(agent: Agent, target: ScreenElement, body: Body): Promise<void> {
  const point = pointIn(agent, target, body);
  if (body.pressure !== undefined) {
    throw new WdaError('unsupported operation', `The screen of ${agent.phone.name} does not feel pressure.`);
  }
  return agent.phone.drag(point, point, (optionalNumber(body, 'duration') ?? 0) * 1000);
}

function selectPickerWheelValue({ agent, params, body }: Call): never {
  const { node } = agent.element(params.id);
  const order = textArgument(body, 'order').toLowerCase();
  if (order !== 'next' && order !== 'previous') {
    throw new WdaError('invalid argument', `The order must be next or previous, not '${order}'.`);
  }
  throw new WdaError(
    'invalid argument',
    `The element '${node.key}' is a ${node.type}, not a picker wheel. No screen of a virtual phone has picker wheels.`,
  );
}

/**
 * Locators of every kind on the tree that the locator tests search: a search with a locator that was read before, and the
 * reading. The yardstick is one walk over the tree by hand.
 */

import type { IosVersion } from '../../virtual-iphone/ios/versions.ts';
import { iosVersion } from '../../virtual-iphone/ios/versions.ts';
import { VOIP_TREE } from '../../virtual-iphone/wda/in-memory-phone.ts';
import { locator } from '../../virtual-iphone/wda/locators/find.ts';
import { Snapshot } from '../../virtual-iphone/wda/snapshot.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { cpuTimed, type Figure, figure, interleave } from '../measure.ts';

const ROUNDS = 15;
const WARM_UPS = 5;
/** Searches per sample: one takes less than the system's clock of CPU time can tell. */
const SEARCHES = 100;

const GOAL_MICROSECONDS = 300;

/** One of each kind of step that WebDriverAgent's grammars have. */
const LOCATORS: Readonly<Record<string, readonly string[]>> = {
  'accessibility id': ['accept', 'nobody'],
  'class name': ['XCUIElementTypeButton', 'XCUIElementTypeAny'],
  'partial link text': ['label=ecl'],
  'predicate string': [
    "type == 'XCUIElementTypeButton' AND enabled == 1",
    "label ==[cd] 'DÉCLINE'",
    "label LIKE '?ob'",
    "label MATCHES 'Acc.*'",
    "name IN {'accept', 'mute'}",
    "NOT (type == 'XCUIElementTypeButton') AND label == 'Alice'",
    'rect.x == 40 AND rect.width == 76',
    'TRUEPREDICATE',
  ],
  'class chain': [
    '**/*',
    '**/XCUIElementTypeButton[-1]',
    "**/XCUIElementTypeCell[$name == 'call_bob'$]",
    "**/XCUIElementTypeButton[`label == 'Call'`][`enabled == 1`]",
    'XCUIElementTypeWindow/**/XCUIElementTypeSwitch',
  ],
  xpath: [
    "//XCUIElementTypeButton[@name='accept']",
    '(//XCUIElementTypeButton)[last()]',
    "//XCUIElementTypeCell[XCUIElementTypeButton[@enabled='false']]",
    "//XCUIElementTypeStaticText[@label='Bob']/following-sibling::XCUIElementTypeButton",
    "//*[matches(@label,'^dec','i')]",
    "//*[ends-with(@name,'bob')]",
    "//*[@visible='false']",
    "//*[@*='Alice']",
  ],
};

type Find = (snapshot: Snapshot) => unknown;

export const locators: Benchmark = {
  title: 'locators on a tree of 17 elements, without WebDriver: CPU time of a search, against a walk over the tree',
  async run(): Promise<Result> {
    const searches = Object.entries(LOCATORS).flatMap(([using, values]) =>
      values.map((value) => [`${using} ${value}`, searchOf(using, value)] as const),
    );
    const walk = 'walk by hand';
    const kept = snapshot();
    const known = await interleave(
      ROUNDS,
      WARM_UPS,
      Object.fromEntries([
        [walk, sample(walkByHand, () => kept)],
        ...searches.map(([name, find]) => [name, sample(find, () => kept)] as const),
      ]),
    );
    const fresh = await interleave(
      ROUNDS,
      WARM_UPS,
      Object.fromEntries(searches.map(([name, find]) => [name, sample(find, snapshot)] as const)),
    );
    const yardstick = { name: walk, samples: known[walk] ?? [] };
    return {
      figures: [
        ...Object.entries(LOCATORS).map(([using, values]) =>
          slowest(`${using}, the slowest of ${values.length}`, using, known, yardstick),
        ),
        ...Object.keys(LOCATORS).map((using) => slowest(`${using}, on a tree that has just changed`, using, fresh)),
      ],
      notes: [`A sample is ${SEARCHES} searches. A tree that has changed is read into a new snapshot each time.`],
    };
  },
};

function snapshot(): Snapshot {
  return new Snapshot(VOIP_TREE, {
    bundleId: 'com.example.voip',
    pid: 101,
    ios: iosVersion('18.6') as IosVersion,
    maxDepth: 50,
    maxChildren: 1000,
    isHittable: () => true,
  });
}

function searchOf(using: string, value: string): Find {
  return ({ root }) => locator(using, value).find(root, { limitXPathContextScope: true });
}

const walkByHand: Find = ({ elements }) => elements.filter(({ node }) => node.identifier === 'accept');

function sample(find: Find, on: () => Snapshot): () => Promise<number> {
  return async () => {
    const milliseconds = await cpuTimed(async () => {
      for (let count = 0; count < SEARCHES; count += 1) find(on());
    });
    return (1000 * milliseconds) / SEARCHES;
  };
}

function slowest(
  name: string,
  using: string,
  samples: Readonly<Record<string, number[]>>,
  yardstick?: { readonly name: string; readonly samples: readonly number[] },
): Figure {
  const figures = Object.entries(samples)
    .filter(([search]) => search.startsWith(`${using} `))
    .map(([, of]) =>
      figure({
        name,
        unit: 'µs',
        samples: of,
        ...(yardstick === undefined ? {} : { yardstick }),
        goal: { on: 'median', atMost: GOAL_MICROSECONDS },
      }),
    );
  return figures.toSorted((one, other) => other.value.median - one.value.median)[0] as Figure;
}

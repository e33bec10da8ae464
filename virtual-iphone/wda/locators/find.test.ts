/** The whole locator table, expression by expression, over one tree. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { IosVersion } from '../../ios/versions.ts';
import { iosVersion } from '../../ios/versions.ts';
import { attributeOf, knownAttribute } from '../attributes.ts';
import { WdaError } from '../errors.ts';
import { node, VOIP_TREE } from '../in-memory-phone.ts';
import { Snapshot } from '../snapshot.ts';
import { locator } from './find.ts';

const options = {
  bundleId: 'com.example.voip',
  pid: 101,
  ios: iosVersion('18.6') as IosVersion,
  maxDepth: 50,
  maxChildren: 1000,
  isHittable: () => true,
};
const snapshot = new Snapshot(VOIP_TREE, options);

/** Keys of what is found, such as `N7 N10`; or the error kind. `from` is the element to search from. */
function found(using: string, value: string, from = 'N0', limitXPathContextScope = true): string {
  const root = snapshot.byKey(from);
  assert.ok(root);
  try {
    return locator(using, value)
      .find(root, { limitXPathContextScope })
      .map((element) => element.node.key)
      .join(' ');
  } catch (error) {
    assert.ok(error instanceof WdaError, String(error));
    return error.kind;
  }
}

function table(using: string, rows: readonly (readonly [expression: string, expected: string])[]): void {
  for (const [expression, expected] of rows) {
    it(`${expression} → ${expected || 'nothing'}`, () => assert.equal(found(using, expression), expected));
  }
}

const ALL = VOIP_TREE_KEYS();

describe('Locating by name', () => {
  table('name', [
    ['accept', 'N11'],
    ['Accept', ''],
    ['Decline', 'N12'],
    ['Calls', 'N2 N3'],
    ['VoIP', 'N0'],
  ]);

  it('takes id and accessibility id for the same', () => {
    assert.equal(found('id', 'accept'), 'N11');
    assert.equal(found('accessibility id', 'accept'), 'N11');
  });
});

describe('Locating by class name', () => {
  table('class name', [
    ['XCUIElementTypeButton', 'N7 N10 N11 N12'],
    ['XCUIElementTypeAny', ALL],
    ['XCUIElementTypeNever', 'N16'],
    ['Button', 'invalid argument'],
  ]);
});

describe('Locating by link text', () => {
  table('link text', [
    ['label=Accept', 'N11'],
    ['label=Acc', ''],
    ['Accept', 'invalid argument'],
    ['title=Accept', 'unknown error'],
  ]);
  table('partial link text', [['label=ecl', 'N12']]);
});

describe('Locating by an unknown strategy', () => {
  table('css selector', [['#accept', 'invalid argument']]);
});

describe('Locating by predicate', () => {
  table('predicate string', [
    ["label == 'Call'", 'N7 N10'],
    ["type == 'XCUIElementTypeButton' AND enabled == 1", 'N7 N11 N12'],
    ["name BEGINSWITH 'call_' AND enabled == false", 'N10'],
    ["label CONTAINS[c] 'ACC'", 'N11'],
    ["label CONTAINS 'ACC'", ''],
    ["label ==[c] 'decline'", 'N12'],
    ["label ==[cd] 'DÉCLINE'", 'N12'],
    ["label LIKE '?ob'", 'N8 N9'],
    ["label LIKE 'A*e'", 'N5 N6'],
    ["label MATCHES 'Acc'", ''],
    ["label MATCHES 'Acc.*'", 'N11'],
    ["label MATCHES '('", 'unknown error'],
    ["name IN {'accept', 'mute'}", 'N11 N13'],
    ["'ecli' IN label", 'N12'],
    ["NOT (type == 'XCUIElementTypeButton') AND label == 'Alice'", 'N5 N6'],
    ["! (type == 'XCUIElementTypeButton') && label == 'Alice'", 'N5 N6'],
    ["label == 'Accept' OR label == 'Decline' AND enabled == 0", 'N11'],
    ["value == '0'", 'N13'],
    ['value == 0', ''],
    ['visible == 0', 'N16'],
    ['visible == NO', 'N16'],
    ["type == 'XCUIElementTypeWindow' AND index == 1", 'N15'],
    ["type == 'XCUIElementTypeButton' AND index BETWEEN {2, 3}", 'N11 N12'],
    ['rect.x == 40 AND rect.width == 76', 'N11'],
    ['name.length == 6', 'N11 N14 N16'],
    ["wdName == 'accept'", 'N11'],
    ["name == nil AND type == 'XCUIElementTypeWindow'", 'N1 N15'],
    ["label != 'Accept' AND type == 'XCUIElementTypeWindow'", 'N1 N15'],
    ['label ENDSWITH "ept"', 'N11'],
    ['TRUEPREDICATE', ALL],
    ['FALSEPREDICATE', ''],
    ["title == 'x'", 'unknown error'],
    ['label ==', 'unknown error'],
    ["label = 'a' label = 'b'", 'unknown error'],
    ["(label = 'a'", 'unknown error'],
    ["label = 'a", 'unknown error'],
    ["label ~ 'a'", 'unknown error'],
    ['index BETWEEN {1}', 'unknown error'],
    ['', 'unknown error'],
  ]);

  it('says how it reads NOT, AND and OR', () => {
    assert.equal(
      locator('predicate string', 'not a_ = 1 || 1 = 0'.replace('a_', 'enabled')).explain(),
      '(NOT (enabled == 1) OR 1 == 0)',
    );
    assert.equal(
      locator('predicate string', "label = 'a' or label contains[c] 'b' and visible = yes").explain(),
      '(label == "a" OR (label CONTAINS[c] "b" AND visible == true))',
    );
  });
});

describe('Locating by class chain', () => {
  const invalid = 'invalid selector';
  table('class chain', [
    ['*', 'N1 N15'],
    ['**/*', ALL.replace('N0 ', '')],
    ['XCUIElementTypeWindow[-1]', 'N15'],
    ['XCUIElementTypeButton', ''],
    ['**/XCUIElementTypeApplication', ''],
    ['**/XCUIElementTypeButton[2]', 'N10'],
    ['**/XCUIElementTypeButton[-1]', 'N12'],
    ['**/XCUIElementTypeButton[9]', ''],
    ['**/XCUIElementTypeCell/XCUIElementTypeButton[1]', 'N7'],
    ['**/XCUIElementTypeCell[2]/XCUIElementTypeButton', 'N10'],
    ["**/XCUIElementTypeCell[$name == 'call_bob'$]", 'N8'],
    ["**/XCUIElementTypeCell[`label == 'Bob'`]/*[1]", 'N9'],
    ["**/XCUIElementTypeButton[`label == 'Call'`][-1]", 'N10'],
    ["**/XCUIElementTypeButton[`label == 'Call'`][`enabled == 1`]", 'N7'],
    ['XCUIElementTypeWindow/**/XCUIElementTypeSwitch', 'N13'],
    ["**/*[$type == 'XCUIElementTypeSwitch'$][1]", 'N1'],
    ["**/*[`label == 'a``b'`]", ''],
    ['**/XCUIElementTypeNever', 'N16'],
    ['**', invalid],
    ['/XCUIElementTypeWindow', invalid],
    ['XCUIElementTypeWindow/', invalid],
    ['XCUIElementTypeWindow[0]', invalid],
    ['XCUIElementTypeWindow[1][1]', invalid],
    ['XCUIElementTypeWindow[1][`visible == 1`]', invalid],
    ['XCUIElementTypeWindow[visible == 1]', invalid],
    ['XCUIElementTypeWindow[ 1 ]', invalid],
    ['XCUIElementTypeWindow[`visible == 1]', invalid],
    ['XCUIElementTypeWindow[$visible == 1]', invalid],
    ['XCUIElementTypeWindow[``]', invalid],
    ['Window', invalid],
    [' XCUIElementTypeWindow', invalid],
    ['**/*[`title == 1`]', 'unknown error'],
  ]);

  it('says its steps in words', () => {
    assert.equal(
      locator('class chain', "**/XCUIElementTypeCell[$name == 'x'$]/*[-1]").explain(),
      'descendants: Cell with a descendant where name == "x"; then children: any element, number -1',
    );
  });
});

describe('Locating by XPath', () => {
  const invalid = 'invalid selector';
  table('xpath', [
    ["//XCUIElementTypeButton[@name='accept']", 'N11'],
    ['(//XCUIElementTypeButton)[last()]', 'N12'],
    ["//XCUIElementTypeCell[XCUIElementTypeButton[@enabled='false']]", 'N8'],
    ["//XCUIElementTypeStaticText[@label='Bob']/following-sibling::XCUIElementTypeButton", 'N10'],
    ['/XCUIElementTypeApplication', 'N0'],
    ['/AppiumAUT', ''],
    ["//XCUIElementTypeAny[@name='mute']", 'N13'],
    ["//*[matches(@label,'^dec','i')]", 'N12'],
    ["//*[ends-with(@name,'bob')]", 'N10'],
    ["//*[@visible='false']", 'N16'],
    ["//*[@nosuch='1']", ''],
    ['count(//XCUIElementTypeButton)', ''],
    ['//XCUIElementTypeButton/@name', 'unknown error'],
    ['/', 'unknown error'],
    ['//XCUIElementTypeButton[', invalid],
    ['//*[foo(@label)]', invalid],
    ['//*[contains(@label)]', invalid],
    ['//*[$x = 1]', invalid],
    ["//*[matches(@label,'a','z')]", invalid],
    ["//*[matches(@label,'(')]", invalid],
    ['', invalid],
    ['//XCUIElementTypeCell/XCUIElementTypeButton[1]', 'N7 N10'],
    ['//XCUIElementTypeButton[1]', 'N7 N10 N11'],
    ['//XCUIElementTypeButton[position() = last()]', 'N7 N10 N12'],
    ['(//XCUIElementTypeButton)[2]', 'N10'],
    ["//*[@name='call_bob']/..", 'N8'],
    ["//*[@name='call_bob']/ancestor::*[1]", 'N8'],
    ["//*[@name='call_bob']/ancestor::*", 'N0 N1 N4 N8'],
    ["//*[@name='call_bob']/preceding::XCUIElementTypeButton", 'N7'],
    ["//*[@label='Alice']/following::XCUIElementTypeSwitch", 'N13'],
    ["//*[@name='mute']/preceding-sibling::*[1]", 'N12'],
    ["//*[@label='Alice' or @label='Bob'][self::XCUIElementTypeCell]", 'N5 N8'],
    ["//*[@name='accept'] | //*[@name='mute'] | //*[@name='accept']", 'N11 N13'],
    ['//*[not(@name) and not(@label)]', 'N1 N4 N15'],
    // XPath 1.0 turns text that is no number into NaN, and a node-set into whether it has nodes.
    ['//XCUIElementTypeButton[@enabled=1]', ''],
    ['//XCUIElementTypeSwitch[@enabled=true()]', 'N13'],
    ['//*[@x > 40]', ''],
    ['//*[@x >= 40 and @width < 100]', 'N11'],
    ['//*[@x + 1 = 41]', 'N11'],
    ["//*[string-length(@name) = 4 and contains(@name, 'ut')]", 'N13'],
    ["//*[starts-with(translate(@label, 'ABC', 'abc'), 'acc')]", 'N11'],
    ["//*[lower-case(@label) = 'mute' or upper-case(@label) = 'X']", 'N13'],
    ["//*[replace(@name, '(call)_(.*)', '$2-$1') = 'bob-call']", 'N10'],
    ["//*[string-join(tokenize(@name, '_'), '+') = 'call+bob']", 'N10'],
    ["//*[substring-before(@name, '_') = 'call'][substring-after(@name, '_') = 'bob']", 'N10'],
    ["//*[substring(@name, 2, 3) = 'ute']", 'N13'],
    ["//*[normalize-space(concat(' ', @label, '  x')) = 'Mute x']", 'N13'],
    ["//*[name() = 'XCUIElementTypeSwitch' and @index = 4]", 'N13'],
    ['//*[count(XCUIElementTypeButton) * 2 - 1 = 3 and 7 mod 4 = 6 div 2]', 'N1'],
    ['//*[-@index = -4]', 'N13'],
    ['//*[sum(XCUIElementTypeCell/@index) = 1]', 'N4'],
    ['//XCUIElementTypeApplication[@bundleId="com.example.voip"][@processId=101]', 'N0'],
    ['//*[@*[. = "Mute"]]', 'N13'],
    ['descendant::XCUIElementTypeSwitch', 'N13'],
    ['child::*[2]', 'N15'],
    ['//*[@placeholderValue="Number"]/self::node()', 'N14'],
    // `following` leaves descendants out, `preceding` ancestors; both go on beside the ancestors.
    ["//XCUIElementTypeCell[@label='Alice']/following::XCUIElementTypeButton", 'N10 N11 N12'],
    ["//XCUIElementTypeCell[@label='Alice']/following::XCUIElementTypeButton[1]", 'N10'],
    ["//XCUIElementTypeCell[@label='Bob']/preceding::*", 'N2 N3 N5 N6 N7'],
    ["//XCUIElementTypeCell[@label='Bob']/preceding::*[1]", 'N7'],
    // A missing attribute is no number, not 0.
    ['//*[@value + 1 = 1]', 'N13'],
    ['//*[number(@value) = 0]', 'N13'],
    ['//*[-@value <= 0]', 'N13'],
    // WebDriverAgent looks for `@name` in the text of the expression to know which attributes to put in.
    ["//*[attribute::label='Mute']", ''],
    ["//*[attribute::label='Mute' and @label]", 'N13'],
    ["//*[@*][attribute::label='Mute']", 'N13'],
  ]);

  it('sees only the element it starts from, unless the context scope is not limited', () => {
    assert.equal(found('xpath', './/XCUIElementTypeButton', 'N8'), 'N10');
    assert.equal(found('xpath', '//XCUIElementTypeButton', 'N8'), 'N10');
    assert.equal(found('xpath', '/XCUIElementTypeCell/..', 'N8'), 'unknown error');
    assert.equal(found('xpath', './preceding-sibling::*', 'N8'), '');
    assert.equal(found('xpath', './preceding-sibling::*', 'N8', false), 'N5');
    assert.equal(found('xpath', '//XCUIElementTypeSwitch', 'N8', false), 'N13');
  });

  it('asks anew whether a touch would reach an element, since what lies over it may have changed', () => {
    let covered = false;
    const { root } = new Snapshot(VOIP_TREE, { ...options, isHittable: () => !covered });
    const hittable = () =>
      locator('xpath', "//*[@name='accept' and @hittable='true']").find(root, { limitXPathContextScope: true });
    assert.equal(hittable().length, 1);
    covered = true;
    assert.equal(hittable().length, 0);
  });

  it('says the expression without abbreviations', () => {
    assert.equal(
      locator('xpath', "//a[@b='c' and position()=2]/..").explain(),
      "/descendant-or-self::node()/child::a[((attribute::b = 'c') and (position() = 2))]/parent::node()",
    );
  });
});

describe('Attributes of an element', () => {
  const attribute = (key: string, name: string) => {
    const element = snapshot.byKey(key);
    assert.ok(element);
    return attributeOf(element, knownAttribute(name));
  };

  it('make the value by type', () => {
    assert.equal(attribute('N14', 'value'), 'Number');
    assert.equal(attribute('N13', 'value'), '0');
    assert.equal(attribute('N3', 'value'), 'Calls');
    assert.equal(attribute('N12', 'value'), null);
  });

  it('keep the empty label of a text field only', () => {
    assert.equal(attribute('N14', 'label'), '');
    assert.equal(attribute('N2', 'label'), null);
  });

  it('take the identifier for the name, else the label', () => {
    assert.equal(attribute('N14', 'name'), 'number');
    assert.equal(attribute('N12', 'name'), 'Decline');
  });

  it('round the frame outward', () => {
    assert.deepEqual(attribute('N11', 'rect'), { x: 40, y: 700, width: 76, height: 76 });
  });

  it('call a container visible when something in it is', () => {
    assert.equal(attribute('N16', 'visible'), false);
    const hidden = node('a', 'Other', { visible: false }, [node('b', 'Button')]);
    assert.equal(attributeOf(new Snapshot(hidden, options).root, 'visible'), true);
  });

  it('hide accessibility elements within accessibility elements', () => {
    const tree = node('a', 'Button', {}, [node('b', 'StaticText'), node('c', 'TextField')]);
    const [button, text] = new Snapshot(tree, options).elements;
    assert.ok(button && text);
    assert.equal(attributeOf(button, 'accessible'), true);
    assert.equal(attributeOf(text, 'accessible'), false);
    assert.equal(attributeOf(text, 'nativeAccessibilityElement'), true);
  });

  it('are known by their old prefix, and by no other name', () => {
    assert.equal(attribute('N11', 'wdLabel'), 'Accept');
    assert.throws(() => attribute('N11', 'isVisible'), { kind: 'unknown error', message: /no attribute 'isVisible'/ });
  });
});

function VOIP_TREE_KEYS(): string {
  return new Snapshot(VOIP_TREE, options).elements.map((element) => element.node.key).join(' ');
}

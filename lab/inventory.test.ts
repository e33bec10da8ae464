import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LAB_FILE } from './default-lab.ts';
import { UsageError } from './errors.ts';
import { isVirtual, readInventory, selectPhones } from './inventory.ts';
import { phoneRefOf } from './lab-phone.ts';

describe('A lab file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-inventory-'));
    await mkdir(join(folder, 'app'));
    await mkdir(join(folder, 'empty'));
    await writeFile(join(folder, 'app', 'manifest.yaml'), '');
  });
  after(() => rm(folder, { recursive: true }));

  async function read(text: string) {
    await writeFile(join(folder, 'lab.yaml'), text);
    return readInventory(join(folder, 'lab.yaml'));
  }

  async function refusal(text: string): Promise<{ message: string; advice: string }> {
    try {
      await read(text);
    } catch (error) {
      assert.ok(error instanceof UsageError);
      return { message: error.message.replaceAll(`${folder}/`, ''), advice: error.advice };
    }
    throw new assert.AssertionError({ message: 'The lab file was accepted.' });
  }

  const lab = (phone: string) => `app: app\nphones:\n  - model: iPhone 15\n    ios: '18.6'\n  - ${phone}\n`;

  it('lists phones, named by model unless it says otherwise', async () => {
    const { phones } = await read(lab("{ name: Second, model: iPhone 15, ios: '17.7', language: zh-Hans }"));
    assert.deepEqual(
      phones.map(({ name, model, ios, language }) => [name, model.name, ios.version, language]),
      [
        ['iPhone 15', 'iPhone 15', '18.6', 'en'],
        ['Second', 'iPhone 15', '17.7', 'zh-Hans'],
      ],
    );
    assert.deepEqual(phones[0]?.app, { folder: join(folder, 'app') });
  });

  describe('with real phones', () => {
    before(() => writeFile(join(folder, 'key.p8'), 'PEM'));

    const UDID = '00008120-000A11223344002E';
    const real = (change = '', port = 8090) => `
  - kind: real
    name: Desk ${port}
    model: iPhone 15 Pro
    ios: '18.6.2'
    udid: ${UDID.slice(0, -4)}${port}
    webDriverAgent: { url: http://127.0.0.1:8100 }
    app: { bundleId: com.example.calls, name: Calls, version: '1.4' }
    callServer: { host: 192.168.1.20, port: ${port} }
    apns: { environment: sandbox, key: key.p8, keyId: ABC123DEFG, teamId: DEF123GHIJ }
${change}`;

    const PROBE = '    probe: { port: 8091, secret: in-the-test-0001 }\n';

    it('listens for a probe on loopback, unless told otherwise', async () => {
      const { phones } = await read(`phones:${real(PROBE)}`);
      const [phone] = phones;
      assert.ok(phone?.kind === 'real');
      assert.deepEqual(phone.probe, { host: '127.0.0.1', port: 8091, secret: 'in-the-test-0001' });
    });

    it('takes any model and version, and reads the key', async () => {
      const { phones } = await read(`phones:${real()}`);
      const [phone] = phones;
      assert.ok(phone?.kind === 'real');
      assert.deepEqual(
        [phone.name, phone.model.name, phone.ios.version, phone.ios.features.callHost],
        ['Desk 8090', 'iPhone 15 Pro', '18.6.2', 'com.apple.InCallService'],
      );
      assert.deepEqual(phone.relay, {
        to: 'sandbox',
        credential: { key: 'PEM', keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' },
      });
      assert.deepEqual(phone.app.UIBackgroundModes, ['audio', 'voip']);
    });

    for (const [name, text, message] of [
      [
        'a udid that is none',
        real().replace(/udid: .*/, 'udid: desk'),
        /^lab\.yaml:6: phones\[1\]\.udid: must be the udid/,
      ],
      [
        'a key that is not there',
        real().replace('key.p8', 'none.p8'),
        /^lab\.yaml:10: phones\[1\]\.apns\.key: there is no file .*none\.p8\.$/,
      ],
      ['no way to WebDriverAgent', real().replace('{ url: http://127.0.0.1:8100 }', '{}'), /must be \{ url: http/],
      ['a phone listed twice', real() + real().replace(/name: .*/, 'name: Twin'), /the udid is that of "Desk 8090"/],
      [
        'a secret that can be guessed',
        real('    probe: { port: 8091, secret: guess }\n'),
        /^lab\.yaml:11: phones\[1\]\.probe\.secret: must be at least 16 letters, digits, /,
      ],
      [
        'a probe at the port of another phone',
        real(PROBE) + real(PROBE, 8092),
        /the port of its probe is that of "Desk 8090"/,
      ],
      [
        'a call server of another phone',
        real() + real('', 8091).replace('port: 8091', 'port: 8090'),
        /the call server is that of "Desk 8090"/,
      ],
    ] as const) {
      it(`is refused with ${name}`, async () => {
        assert.match((await refusal(`phones:${text}`)).message, message);
      });
    }

    it('is refused with an iOS that no driver starts on', async () => {
      const { message, advice } = await refusal(`phones:${real().replace('18.6.2', '9.3.5')}`);
      assert.match(message, /phones\[1\]\.ios: the stock driver starts on no iOS before 10\.$/);
      assert.match(advice, /kind: manual/);
    });

    it('has no virtual ones beside them', async () => {
      const text = `app: app\nphones:\n  - { model: iPhone 15, ios: '18.6' }${real()}`;
      assert.match((await refusal(text)).message, /^lab\.yaml:4: phones\[2\]: a lab has either real phones or virtual/);
    });
  });

  describe('with a simulator', () => {
    before(() => mkdir(join(folder, 'Calls.app')));
    const UDID = '5A0E7D5C-52C4-4C1C-8D3E-1F4B4C1D7E11';
    const simulator = `
  - kind: simulator
    model: iPhone 16
    ios: '18.6'
    udid: ${UDID}
    app: { path: Calls.app, bundleId: com.example.calls, name: Calls, version: '1.4' }
    callServer: { host: 127.0.0.1, port: 8090 }
`;

    it('finds the app that is installed there', async () => {
      const [phone] = (await read(`phones:${simulator}`)).phones;
      assert.ok(phone?.kind === 'simulator');
      assert.deepEqual([phone.udid, phone.appFolder], [UDID, join(folder, 'Calls.app')]);
      assert.equal(phone.app.CFBundleIdentifier, 'com.example.calls');
    });

    for (const [name, text, message] of [
      [
        'an app that is not there',
        simulator.replace('Calls.app', 'No.app'),
        /^lab\.yaml:6: phones\[1\]\.app\.path: there is/,
      ],
      ['the udid of a phone', simulator.replace(UDID, '00008120-000A11223344002E'), /udid: must be the udid as `xcrun/],
    ] as const) {
      it(`is refused with ${name}`, async () => {
        assert.match((await refusal(`phones:${text}`)).message, message);
      });
    }
  });

  describe('with a manual phone', () => {
    before(() => writeFile(join(folder, 'key.p8'), 'PEM'));
    const manual = `
  - kind: manual
    name: Old phone
    model: iPhone 5
    ios: '9.3.5'
    app: { bundleId: com.example.calls, name: Calls, version: '1.4' }
    callServer: { host: 192.168.1.20, port: 8090 }
    apns: { environment: sandbox, key: key.p8, keyId: ABC123DEFG, teamId: DEF123GHIJ }
`;

    it('needs no udid, and gives the tester a minute for each answer', async () => {
      const [phone] = (await read(`phones:${manual}`)).phones;
      assert.ok(phone?.kind === 'manual');
      assert.equal(phone.answerWithinMs, 60_000);
      assert.match(phone.udid, /^[0-9A-F]{8}-[0-9A-F]{16}$/);
    });

    it('has no other kind beside it', async () => {
      const virtual = "  - { model: iPhone 15, ios: '18.6' }\n";
      assert.match((await refusal(`app: app\nphones:${manual}${virtual}`)).message, /a lab has either real phones/);
      const real = manual
        .replace(
          'kind: manual',
          'kind: real\n    udid: 00008120-000A11223344002E\n    webDriverAgent: { preinstalled: w }',
        )
        .replace('Old phone', 'Desk')
        .replace('9.3.5', '18.6')
        .replace('8090', '8091');
      assert.match((await refusal(`phones:${manual}${real}`)).message, /a manual phone has a lab of its own/);
    });
  });

  it('may change what a phone does where Apple says nothing', async () => {
    const { phones } = await read(
      lab("{ model: iPhone 7, ios: '15.8', settings: { answerTimeoutMs: 30000, filterOrder: [block-list] } }"),
    );
    assert.deepEqual(
      phones.filter(isVirtual).map(({ settings }) => settings),
      [undefined, { answerTimeoutMs: 30_000, filterOrder: ['block-list'] }],
    );
  });

  for (const [settings, message] of [
    ['{ answerTimeoutMs: soon }', /^lab\.yaml:5: phones\[2\]\.settings\.answerTimeoutMs: .*number/],
    ['{ answeredFullScreen: home }', /answeredFullScreen: must be "in-call" or "app"; found "home"/],
    ['{ answerTimeoutSeconds: 3 }', /answerTimeoutSeconds: is not a setting of a lab file/],
  ] as const) {
    it(`refuses ${settings} as settings of a phone`, async () => {
      const wrong = await refusal(lab(`{ model: iPhone 7, ios: '15.8', settings: ${settings} }`));
      assert.match(wrong.message, message);
    });
  }

  it('may have a probe built into the app of a virtual phone, which reports to another lab', async () => {
    const address = 'ws://127.0.0.1:8091/probe#in-the-test-0001';
    const [, phone] = (await read(lab(`{ name: Second, model: iPhone 15, ios: '17.7', probe: '${address}' }`))).phones;
    assert.equal(phone?.probe, address);
    const { message } = await refusal(lab("{ name: Second, model: iPhone 15, ios: '17.7', probe: 'ws://here' }"));
    assert.match(message, /phones\[2\]\.probe: must be the address of a probe, such as ws:/);
  });

  it('may give a virtual phone a udid, for a lab that plays the phones of another one', async () => {
    const udid = '5A0E7D5C-52C4-4C1C-8D3E-1F4B4C1D7E11';
    const [, phone] = (await read(lab(`{ name: Second, model: iPhone 15, ios: '17.7', udid: ${udid} }`))).phones;
    assert.ok(phone !== undefined);
    assert.equal(phoneRefOf(phone).udid, udid);
    const { message } = await refusal(lab("{ name: Second, model: iPhone 15, ios: '17.7', udid: mine }"));
    assert.match(message, /phones\[2\]\.udid: must be a udid as real phones or simulators have/);
  });

  it('may leave everything to the default', async () => {
    const { phones } = await readInventory(DEFAULT_LAB_FILE);
    assert.equal(phones.length, 5);
    assert.ok(phones.every(({ variants }) => 'pushkit-on-ios-9' in variants));
  });

  const refusals: readonly (readonly [what: string, text: string, message: string, advice: RegExp])[] = [
    [
      'a line that is no YAML',
      'app: app\nphones: [\n  - model\n',
      'lab.yaml:3: not valid YAML: Block collections are not allowed within flow collections.',
      /^Mend that line/,
    ],
    ['a setting given twice', 'app: a\napp: b\n', 'lab.yaml:2: not valid YAML: Map keys must be unique.', /^Mend/],
    ['nothing', '', 'lab.yaml:1: a lab file has the settings `app` and `phones`.', /default\.yaml for a complete/],
    ['a list', '- app\n', 'lab.yaml:1: a lab file has the settings `app` and `phones`.', /default\.yaml/],
    ['no app', "phones: [{ model: iPhone 15, ios: '18.6' }]\n", 'lab.yaml:1: app: is missing.', /virtual phones run/],
    ['no phone', 'app: app\nphones: []\n', 'lab.yaml:2: phones: must list at least one phone.', /default\.yaml/],
    [
      'an unknown setting',
      lab("{ model: iPhone 15, ios: '18.6', colour: blue }"),
      'lab.yaml:5: phones[2].colour: is not a setting of a lab file.',
      /default\.yaml/,
    ],
    [
      'an unknown model',
      lab("{ model: iPhone 99, ios: '18.6' }"),
      'lab.yaml:5: phones[2].model: unknown model "iPhone 99".',
      /^Known models: .*iPhone 15.*\.$/,
    ],
    [
      'an unknown iOS version',
      lab("{ model: iPhone 15, ios: '18.5' }"),
      'lab.yaml:5: phones[2].ios: unknown iOS version "18.5".',
      /^Known versions: .*18\.6.*\.$/,
    ],
    [
      'a version that YAML takes for a number',
      lab('{ model: iPhone 15, ios: 18.6 }'),
      'lab.yaml:5: phones[2].ios: must be a version in quotes, such as "18.6".',
      /default\.yaml/,
    ],
    [
      'an iOS version that the model cannot run',
      lab("{ model: iPhone 17, ios: '9.3' }"),
      'lab.yaml:5: phones[2].ios: an iPhone 17 cannot run iOS 9.3.',
      /^It runs iOS 26 to \d+\.$/,
    ],
    [
      'an unknown language',
      lab("{ model: iPhone 15, ios: '18.6', language: fr }"),
      'lab.yaml:5: phones[2].language: must be "en" or "zh-Hans"; found "fr".',
      /default\.yaml/,
    ],
    [
      'a kind of phone that there is not',
      lab("{ kind: emulator, model: iPhone 15, ios: '18.6' }"),
      'lab.yaml:5: phones[2].kind: must be "virtual", "simulator", "real" or "manual"; found "emulator".',
      /default\.yaml/,
    ],
    [
      'two phones of one name',
      lab("{ model: iPhone 15, ios: '17.7' }"),
      'lab.yaml:5: phones[2]: a second phone is named "iPhone 15".',
      /`name` of its own/,
    ],
    [
      'an app that is not there',
      "app: nowhere\nphones: [{ model: iPhone 15, ios: '18.6' }]\n",
      'lab.yaml:1: app: there is no folder nowhere.',
      /relative to the lab file\.$/,
    ],
    [
      'a variant without a manifest',
      "app: app\nvariants:\n  old: empty\nphones: [{ model: iPhone 15, ios: '18.6' }]\n",
      'lab.yaml:3: variants.old: empty has no manifest.yaml.',
      /relative to the lab file\.$/,
    ],
  ];
  for (const [what, text, message, advice] of refusals) {
    it(`with ${what} is refused with line and value`, async () => {
      const refused = await refusal(text);
      assert.equal(refused.message, message);
      assert.match(refused.advice, advice);
    });
  }

  it('that is a folder is refused', async () => {
    await assert.rejects(readInventory(folder), (error: Error) => error.message.endsWith(': it is a folder.'));
  });

  it('keeps its order however its phones are chosen', async () => {
    const { phones } = await readInventory(DEFAULT_LAB_FILE);
    const names = (wanted: string[]) => selectPhones(phones, wanted).map(({ name }) => name);
    assert.equal(names([]).length, 5);
    assert.deepEqual(names(['17', 'IPHONE 6S']), ['iPhone 6s', 'iPhone 17']);
    assert.deepEqual(names(['iPhone 6']), ['iPhone 6s', 'iPhone 6']);
    assert.throws(() => names(['iPhone 15', 'nokia']), /No phone of this lab matches "nokia"/);
  });
});

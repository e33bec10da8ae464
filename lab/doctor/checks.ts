/**
 * What a host can be short of, one entry each: who needs it, how to look, and what to do when it is not there. Nothing
 * here changes the host, and only the entry for APNs reaches beyond it, when it was asked to.
 */

import { existsSync } from 'node:fs';
import { attachedPhones } from '../phones/cable.ts';
import { freePorts } from '../ports.ts';
import { hasJava } from '../run/allure.ts';
import { lookAtGateway, lookAtKey } from './apns.ts';
import { lookAtAppium } from './appium-versions.ts';
import { lookAtListening } from './listening.ts';
import { has, type Needs } from './needs.ts';
import { askProgram, firstLine } from './program.ts';
import { lookAtAgents } from './web-driver-agent.ts';

/** The machine, given, so that another can be put in its place. */
export interface Host {
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Such as `20.20.0`. */
  readonly node: string;
  /** Whether somebody sits at a terminal. */
  readonly terminal: boolean;
}

export type Finding =
  | { readonly ok: true; readonly found: string }
  | { readonly ok: false; readonly found: string; readonly advice: string };

export interface Check {
  readonly name: string;
  /** `optional`: a run works without, and is poorer. */
  readonly need: (needs: Needs) => 'needed' | 'optional' | 'no' | 'not-asked';
  /** What it is for, shown where it is not needed. */
  readonly purpose: string;
  readonly look: (host: Host, needs: Needs) => Finding | Promise<Finding>;
}

const OLDEST_NODE = [20, 20] as const;

const always = () => 'needed' as const;
const neededBy =
  (test: (needs: Needs) => boolean): Check['need'] =>
  (needs) =>
    test(needs) ? 'needed' : 'no';

const INSTALL_XCODE = 'Install Xcode, open it once, then run: sudo xcode-select -s /Applications/Xcode.app';

export const CHECKS: readonly Check[] = [
  {
    name: 'Node',
    need: always,
    purpose: 'runs Ringproof',
    look: ({ node }) => {
      const [major = 0, minor = 0] = node.split('.').map(Number);
      if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return found(node);
      return missing(node, `Install Node ${OLDEST_NODE.join('.')} or newer; 20, 22 and 24 are tried.`);
    },
  },
  {
    name: 'npm',
    need: () => 'optional',
    purpose: 'installs Ringproof and updates',
    look: async ({ environment }) => {
      const answer = await askProgram('npm', ['--version'], environment);
      if (answer.ran) return found(firstLine(answer.output));
      return missing(answer.why, 'It comes with Node; without it an update has to be copied here.');
    },
  },
  {
    name: 'Appium and its XCUITest driver',
    need: neededBy((needs) => has(needs, 'virtual', 'real', 'simulator')),
    purpose: 'drive the phones',
    look: lookAtAppium,
  },
  {
    name: 'Xcode',
    need: neededBy((needs) => has(needs, 'simulator') || needs.buildsAgent),
    purpose: 'builds WebDriverAgent, and brings the simulators',
    look: async ({ environment, platform }) => {
      if (platform !== 'darwin') {
        const advice =
          'Use a Mac, or start WebDriverAgent on one and give its address as `wda` of each real phone in the lab file.';
        return missing(`this is ${platform}, and Xcode runs on macOS only`, advice);
      }
      const answer = await askProgram('xcodebuild', ['-version'], environment);
      return answer.ran ? found(firstLine(answer.output)) : missing(answer.why, INSTALL_XCODE);
    },
  },
  {
    name: 'simctl',
    need: neededBy((needs) => has(needs, 'simulator')),
    purpose: 'boots simulators, installs apps and pushes there',
    look: async ({ environment, platform }) => {
      if (platform !== 'darwin') return missing(`this is ${platform}`, 'Simulators run on a Mac only.');
      const answer = await askProgram('xcrun', ['simctl', 'help'], environment);
      return answer.ran ? found('answers') : missing(answer.why, INSTALL_XCODE);
    },
  },
  {
    name: 'WebDriverAgent',
    need: neededBy((needs) => needs.agents.length > 0),
    purpose: 'is how the driver reaches a real phone',
    look: (_, { agents }) => lookAtAgents(agents),
  },
  {
    name: 'usbmuxd',
    need: neededBy((needs) => has(needs, 'real')),
    purpose: 'finds real phones on the cable',
    look: async ({ environment, platform }) => {
      const phones = await attachedPhones(environment).catch((error: Error) => error);
      if (!(phones instanceof Error)) {
        return found(`answers, ${phones.length === 1 ? '1 phone' : `${phones.length} phones`} attached`);
      }
      const start = platform === 'darwin' ? 'It is part of macOS: restart the Mac.' : 'Install and start usbmuxd.';
      return missing(phones.message, `${start} Where it runs elsewhere, set USBMUXD_SOCKET_ADDRESS.`);
    },
  },
  {
    name: 'APNs key',
    need: neededBy(({ key }) => key !== undefined),
    purpose: 'your own, for pushes to real phones',
    look: (_, { key }) => (key === undefined ? found('none named') : lookAtKey(key)),
  },
  {
    name: 'APNs',
    need: (needs) => (needs.gateway !== undefined ? 'needed' : has(needs, 'real') ? 'not-asked' : 'no'),
    purpose: 'takes pushes to real phones; contacted with --network only',
    look: (_, { gateway }) => (gateway === undefined ? found('not contacted') : lookAtGateway(gateway)),
  },
  {
    name: 'Java',
    need: () => 'optional',
    purpose: 'generates the Allure site',
    look: async ({ environment }) => {
      if (await hasJava(environment)) return found('runs');
      return missing('no Java', 'Install Java 8 or newer to get the Allure site; every other report comes without.');
    },
  },
  {
    name: 'Loopback ports',
    need: always,
    purpose: 'for Appium, control API and phones',
    look: async () => {
      const ports = await freePorts(3);
      return found(`free ones, such as ${ports.join(', ')}`);
    },
  },
  {
    name: 'Addresses for phones',
    need: neededBy(({ listens }) => listens.length > 0),
    purpose: 'where apps on phones outside reach the call server and the probe',
    look: (_, { listens }) => lookAtListening(listens),
  },
  {
    name: 'Folder for temporary files',
    need: always,
    purpose: 'holds sockets and keys while a lab is up',
    look: ({ environment }) => {
      const folder = environment['TMPDIR'] ?? '/tmp';
      if (existsSync(folder)) return found(folder);
      return missing(`${folder} is not there`, 'Make it, or let TMPDIR name another one.');
    },
  },
  {
    name: 'Terminal',
    need: neededBy((needs) => has(needs, 'manual')),
    purpose: 'asks a tester what a phone shows that cannot be driven',
    look: ({ terminal }) =>
      terminal
        ? found('somebody can be asked')
        : missing('nobody can be asked here', 'Run it in a terminal: a manual phone needs a tester who answers.'),
  },
  {
    name: 'Browser',
    need: () => 'no',
    purpose: 'reports are files that any browser opens, and no run starts one',
    look: () => found('not looked for'),
  },
];

function found(what: string): Finding {
  return { ok: true, found: what };
}

function missing(what: string, advice: string): Finding {
  return { ok: false, found: what, advice };
}

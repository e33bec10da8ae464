/** Reads from `specs/support` what specs are written with: page objects, their methods, and what is said of each. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A method, or a function of its own. */
export interface SpecWord {
  /** As it is written in a spec: `phone.callScreen.appears(call: Call)`. */
  readonly call: string;
  /** Its docstring on one line; empty without one. */
  readonly says: string;
}

export interface PageObject {
  readonly name: string;
  /** What its file says of itself. */
  readonly says: string;
  readonly words: readonly SpecWord[];
}

const COMMENT = String.raw`(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s*)?`;

/** Everything that `index` exports, in its order; page objects within others come after those. */
export function pageObjects(index: string): PageObject[] {
  const exported = [...readFileSync(index, 'utf8').matchAll(/^export \{([^}]*)\} from '(.*)';$/gm)];
  return exported.flatMap(([, names = '', file = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .flatMap((name) => read(join(dirname(index), file), name, name))
      // What a file says of itself is about its first word.
      .map((each, position) => (position === 0 || each.name.includes('.') ? each : { ...each, says: '' })),
  );
}

function read(file: string, name: string, spoken: string): PageObject[] {
  const text = readFileSync(file, 'utf8');
  const body = new RegExp(`^export const ${name} = \\{\\n([^]*?)^\\}`, 'm').exec(text)?.[1];
  const says = oneLine(/^\/\*\*([^]*?)\*\//.exec(text)?.[1]);
  if (body === undefined) return [{ name: spoken, says, words: functionsOf(text, name) }];
  const inner = [...body.matchAll(/^ {2}(\w+),$/gm)].flatMap(([, part = '']) => {
    const from = new RegExp(`import \\{[^}]*\\b${part}\\b[^}]*\\} from '(.*)';`).exec(text)?.[1];
    return from === undefined ? [] : read(join(dirname(file), from), part, `${spoken}.${part}`);
  });
  return [{ name: spoken, says, words: methodsOf(body, spoken) }, ...inner];
}

function methodsOf(body: string, owner: string): SpecWord[] {
  const method = new RegExp(`^ {2}${COMMENT}(?:async )?(\\w+)\\(([^]*?)\\)(?:: [^]*?)? \\{$`, 'gm');
  return [...body.matchAll(method)].map(([, says, name = '', parameters]) => ({
    call: `${owner}.${name}(${oneLine(parameters).replace(/,$/, '')})`,
    says: oneLine(says),
  }));
}

/** The function of that name, and those that hang on it, such as `requirement.inEveryState`. */
function functionsOf(text: string, name: string): SpecWord[] {
  const declared = `^${COMMENT}(?:export (?:async )?function (${name})\\(([^]*?)\\): |(${name}\\.\\w+) = (?:async )?\\(([^]*?)\\): )`;
  return [...text.matchAll(new RegExp(declared, 'gm'))].map(([, says, fn, parameters, part, itsParameters]) => ({
    call: `${fn ?? part}(${oneLine(parameters ?? itsParameters).replace(/,$/, '')})`,
    says: oneLine(says),
  }));
}

/** Without the stars of a comment; examples are left to the source. */
function oneLine(text = ''): string {
  return text
    .replaceAll(/^\s*\* ?/gm, '')
    .replace(/@example[^]*$/, '')
    .replaceAll(/@param (\w+)/g, '*$1*:')
    .replaceAll(/@(\w+)/g, '*$1*:')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
}

/**
 * Reads NSPredicate format strings, as far as they make sense for elements: comparisons, string and set operators,
 * logic. NOT binds tightest, then AND, then OR. Arithmetic, functions, subqueries and ANY/ALL are not read.
 */

import { knownAttribute } from '../../attributes.ts';
import { OPERATORS, type Operand, type Operator, type Predicate } from './ast.ts';
import { predicateTokens, type Token, unreadable } from './tokens.ts';

const SIGNS: Readonly<Record<string, Operator>> = {
  '=': '==',
  '==': '==',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '=<': '<=',
  '>': '>',
  '>=': '>=',
  '=>': '>=',
};

const LITERALS: Readonly<Record<string, boolean | null>> = {
  TRUE: true,
  YES: true,
  FALSE: false,
  NO: false,
  NULL: null,
  NIL: null,
};

const WORD_OPERATORS: ReadonlySet<string> = new Set(OPERATORS.filter((operator) => /^[A-Z]/.test(operator)));

/** @throws WdaError `unknown error` for what NSPredicate cannot parse and for an unknown attribute. */
export function parsePredicate(source: string): Predicate {
  const reader = new Reader(source);
  const predicate = reader.or();
  reader.end();
  return predicate;
}

class Reader {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = predicateTokens(source);
  }

  or(): Predicate {
    let left = this.#and();
    while (this.#takeWord('OR') || this.#takeSign('||')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw this.#expected('AND, OR or the end');
  }

  #and(): Predicate {
    let left = this.#not();
    while (this.#takeWord('AND') || this.#takeSign('&&')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Predicate {
    if (this.#takeWord('NOT') || this.#takeSign('!')) return { kind: 'not', inner: this.#not() };
    if (this.#takeWord('TRUEPREDICATE')) return { kind: 'constant', value: true };
    if (this.#takeWord('FALSEPREDICATE')) return { kind: 'constant', value: false };
    if (this.#takeSign('(')) {
      const inner = this.or();
      this.#demandSign(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const left = this.#operand();
    const operator = this.#operator();
    const flags = this.#flags();
    const right = this.#operand();
    if (operator === 'BETWEEN' && (right.kind !== 'list' || right.items.length !== 2)) {
      throw unreadable(this.#source, 'BETWEEN needs two bounds in braces, such as {1, 5}');
    }
    return {
      kind: 'comparison',
      operator,
      left,
      right,
      ignoreCase: flags.includes('c'),
      ignoreDiacritics: flags.includes('d'),
    };
  }

  #operator(): Operator {
    const token = this.#tokens[this.#next];
    const text = token?.kind === 'word' ? token.text.toUpperCase() : token?.kind === 'sign' ? token.text : '';
    const operator = SIGNS[text] ?? (WORD_OPERATORS.has(text) ? (text as Operator) : undefined);
    if (operator === undefined) throw this.#expected('an operator such as == or CONTAINS');
    this.#next += 1;
    return operator;
  }

  #flags(): string {
    if (!this.#takeSign('[')) return '';
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'word' || !/^[cd]{1,2}$/i.test(token.text)) throw this.#expected('c, d or cd');
    this.#next += 1;
    this.#demandSign(']');
    return token.text.toLowerCase();
  }

  #operand(): Operand {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw this.#expected('a value');
    this.#next += 1;
    if (token.kind === 'text' || token.kind === 'number') return { kind: 'literal', value: token.value };
    if (token.kind === 'word') return this.#wordOperand(token.text);
    if (token.text === '{') return { kind: 'list', items: this.#list() };
    this.#next -= 1;
    throw this.#expected('a value');
  }

  #wordOperand(word: string): Operand {
    const literal = LITERALS[word.toUpperCase()];
    if (literal !== undefined) return { kind: 'literal', value: literal };
    const [asked, ...parts] = word.split('.');
    return { kind: 'key', attribute: knownAttribute(asked as string), parts };
  }

  #list(): readonly Operand[] {
    const items: Operand[] = [];
    if (this.#takeSign('}')) return items;
    do items.push(this.#operand());
    while (this.#takeSign(','));
    this.#demandSign('}');
    return items;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#next];
    const taken = token?.kind === 'word' && token.text.toUpperCase() === word;
    if (taken) this.#next += 1;
    return taken;
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#next];
    const taken = token?.kind === 'sign' && token.text === sign;
    if (taken) this.#next += 1;
    return taken;
  }

  #demandSign(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#expected(`'${sign}'`);
  }

  #expected(what: string): Error {
    const token = this.#tokens[this.#next];
    const found = token === undefined ? 'the end' : `'${'text' in token ? token.text : token.value}'`;
    return unreadable(this.#source, `expected ${what}, found ${found}`);
  }
}

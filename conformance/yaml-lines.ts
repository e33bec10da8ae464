/** Reads YAML so that a problem found in its values can be told with the line on which the value stands. */

import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';

export interface YamlLines {
  readonly document: Document.Parsed;
  /** Line of the place where the parser stumbled, from 1. */
  readonly lineOfError: (error: YAMLError) => number;
  /** Line of the deepest node on `path`, from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

export function readYaml(text: string): YamlLines {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  return {
    document,
    lineOfError: (error) => counter.linePos(error.pos[0]).line,
    lineOf(path) {
      for (let length = path.length; length >= 0; length -= 1) {
        const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        if (isNodeWithRange(node)) return counter.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

function isNodeWithRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

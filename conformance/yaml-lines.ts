/** Reads YAML so that a problem found in its values can be told with the line on which the value stands. */

import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';

export interface YamlLines {
  readonly document: Document.Parsed;
  /** Line of the place where the parser stumbled, from 1. */
  readonly lineOfError: (error: YAMLError) => number;
  /**
   * Line of the deepest node on `path`, from 1. A map or list that begins below its key is told by the line of the key,
   * where a misspelled one would be looked for.
   */
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
        if (!isNodeWithRange(node)) continue;
        const key = isCollection(node) && length > 0 ? keyOf(document, path.slice(0, length)) : undefined;
        return counter.linePos((key ?? node).range[0]).line;
      }
      return 1;
    },
  };
}

/** The key under which a value stands in its map; undefined in a list. */
function keyOf(document: Document.Parsed, path: readonly PropertyKey[]): NodeWithRange | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
  return isNodeWithRange(pair?.key) ? pair.key : undefined;
}

interface NodeWithRange {
  readonly range: [number, number, number];
}

function isNodeWithRange(node: unknown): node is NodeWithRange {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

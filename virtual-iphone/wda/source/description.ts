/** The text that XCTest's debug description prints for each window of an application, in its sections. */

import type { Rect } from '../../ui/model.ts';
import { elementId } from '../element-id.ts';
import type { ScreenElement } from '../snapshot.ts';

export function descriptionSource(root: ScreenElement): string {
  return root.children.map((child) => describeTree(root, child)).join('\n\n');
}

function describeTree(root: ScreenElement, element: ScreenElement): string {
  const subtree: string[] = [];
  const write = (inner: ScreenElement, indent: string): void => {
    subtree.push(`${indent}${describe(inner)}`);
    for (const child of inner.children) write(child, indent.replace('→', ' ').concat('  '));
  };
  write(element, ' →');
  return [
    `Attributes: ${describe(element)}`,
    'Element subtree:',
    ...subtree,
    'Path to element:',
    ` →${describe(root)}`,
    `  ↳${describe(element)}`,
    'Query chain:',
    ` →Find: Target Application '${root.snapshot.options.bundleId}'`,
    '  ↪︎Find: Children matching type Any',
  ].join('\n');
}

function describe(element: ScreenElement): string {
  const { node, snapshot } = element;
  const main = node.type === 'Window' && element.index === 0 ? ' (Main)' : '';
  const parts = [`${node.type}${main}`, `0x${elementId(element).replaceAll('-', '').slice(0, 12).toLowerCase()}`];
  if (node.type === 'Application') parts.push(`pid: ${snapshot.options.pid}`);
  parts.push(frame(node.frame));
  if (node.identifier) parts.push(`identifier: '${node.identifier}'`);
  if (node.label) parts.push(`label: '${node.label}'`);
  if (node.value) parts.push(`value: ${node.value}`);
  if (node.placeholder) parts.push(`placeholderValue: '${node.placeholder}'`);
  if (node.enabled === false) parts.push('Disabled');
  if (node.selected === true) parts.push('Selected');
  return parts.join(', ');
}

function frame({ x, y, width, height }: Rect): string {
  return `{{${x.toFixed(1)}, ${y.toFixed(1)}}, {${width.toFixed(1)}, ${height.toFixed(1)}}}`;
}

/** Reads an app's `manifest.yaml`: Info.plist's own keys, checked, with the line of every mistake. */

import { readFile } from 'node:fs/promises';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { AppManifest } from '../messages.ts';
import { AppLoadError } from './app-load-error.ts';

const json: z.ZodType = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

const ORIENTATIONS = ['Portrait', 'PortraitUpsideDown', 'LandscapeLeft', 'LandscapeRight'].map(
  (name) => `UIInterfaceOrientation${name}`,
);

const manifestSchema = z
  .object({
    CFBundleIdentifier: z
      .string()
      .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'expected a bundle id such as com.example.calls'),
    CFBundleDisplayName: z.string().min(1),
    CFBundleShortVersionString: z.string().regex(/^\d+(\.\d+){0,2}$/, "expected a version in quotes such as '1.0'"),
    MinimumOSVersion: z.string().regex(/^\d+\.\d+(\.\d+)?$/, "expected an iOS version in quotes such as '9.0'"),
    DTSDKName: z.string().regex(/^iphoneos\d+\.\d+$/, 'expected the SDK it is linked against, such as iphoneos18.0'),
    UIBackgroundModes: z.array(z.string()),
    UISupportedInterfaceOrientations: z.array(z.enum(ORIENTATIONS)).min(1).optional(),
    entitlements: z.object({ 'aps-environment': z.enum(['development', 'production']) }).catchall(json),
  })
  .catchall(json);

const ADVICE = 'Write the manifest with the keys of Info.plist; fixtures/apps/reference/manifest.yaml is an example.';

/** @throws AppLoadError with file, line and column of each mistake. */
export async function readManifest(path: string): Promise<AppManifest> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new AppLoadError(`This folder holds no app: ${path} cannot be read.`, [], ADVICE);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `${path}:${place(lines, error.pos[0])} ${firstLine(error.message)}`,
    );
    throw new AppLoadError('The manifest is not YAML.', problems, ADVICE);
  }
  const parsed = manifestSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const key = issue.path.join('.');
      return `${path}:${place(lines, offsetOf(document, issue.path))} ${key === '' ? '' : `${key}: `}${issue.message}`;
    });
    throw new AppLoadError('The manifest does not describe an app.', problems, ADVICE);
  }
  return parsed.data as AppManifest;
}

/** Where the value at `path` begins, or the nearest thing around it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function place(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

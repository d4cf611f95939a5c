import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { readJsonFile } from '../connector-folder.ts';
import { declarativeTexts } from './folder-files.ts';

/** A connector that is a manifest, and what the manifest was made of. */
export interface DeclarativeFolder {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Beside the manifest, by name: `overlay.json`, `openapi.json`, … */
  readonly origins?: Readonly<Record<string, string | Uint8Array>>;
  /** By path: what its author goes on with. */
  readonly tests?: Readonly<Record<string, string>>;
}

/**
 * Writes a connector without code. `manifest.json` and the origins are written anew, and the version in `package.json` follows the
 * manifest's; texts and tests that are there already are the author's, and stay. Gives the files that it wrote.
 */
export function writeDeclarativeFolder({
  folder,
  manifest,
  origins = {},
  tests = {},
}: DeclarativeFolder): readonly string[] {
  const root = resolve(folder);
  mkdirSync(root, { recursive: true });
  const texts = Object.entries({ ...declarativeTexts(manifest), ...tests }).filter(
    ([name]) => !existsSync(join(root, name)),
  );
  const files = new Map<string, string | Uint8Array>([
    ...texts,
    ...Object.entries(origins),
    ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['package.json', printDescription(root, manifest)],
  ]);
  for (const [name, content] of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return [...files.keys()].sort();
}

function printDescription(folder: string, { name, version }: Manifest): string {
  const usual = { name: `millrace-connector-${name}`, private: true, license: 'UNLICENSED', type: 'module' };
  const known = existsSync(join(folder, 'package.json')) ? readJsonFile(folder, 'package.json') : usual;
  return `${JSON.stringify({ ...known, version }, null, 2)}\n`;
}

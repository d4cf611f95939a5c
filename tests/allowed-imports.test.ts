// What a connector may import is decided where it is packed and again where it runs, by two programs that share no code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from './rules/packages.ts';

/** The names in the first list below this line of a file. */
function listIn(path: string, beginning: string): readonly string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const list = /\[([^\]]*)\]/.exec(text.slice(text.indexOf(beginning)).replace(/^.*?\.\.\./s, ''))?.[1] ?? '';
  return [...list.matchAll(/'([a-z_]+)'/g)].map(([, name = '']) => name);
}

test('a package may import what the sandbox lets it import, and nothing less', () => {
  const packed = listIn('libs/connector-package/src/bundle/allowed-imports.ts', 'const ALLOWED');
  const run = listIn('libs/connector-host/src/published/guest/load.ts', 'const MAY_IMPORT');
  expect(packed).toContain('crypto');
  expect(run).toEqual(packed);
});

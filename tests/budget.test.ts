// The budgets of the house: what may grow, how far, and which exceptions are still needed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { PACKAGES, ROOT } from './rules/packages.ts';

/** What a run executes: without the checks of documents (docs/adr/0002) and files of nothing but types (docs/adr/0006). */
const INTERPRETER_LINES = 1600;
/** Every part of the document has its checks: nested machines, composite states, tokens, compensations, triggers, settings, tests. */
const CHECKER_LINES = 2100;
const SCRIPT_LINES = 110;
const README_LINES = 80;

const machine = PACKAGES.find(({ path }) => path === 'libs/machine');
const linesOf = (isWanted: (path: string) => boolean): number =>
  (machine?.files ?? [])
    .filter(({ path, isTest }) => !isTest && path.startsWith('libs/machine/src/') && isWanted(path))
    .reduce((sum, { lines }) => sum + lines, 0);
type Oversize = Readonly<Record<string, { readonly lines: number; readonly because: string }>>;
const { oversize } = (await import(new URL('../oversize.mjs', import.meta.url).href)) as {
  readonly oversize: Oversize;
};
const linesIn = (path: string): number => readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1;

/** Does nothing remain of a file when its types are taken away? */
function isTypesOnly(path: string): boolean {
  const { outputText } = ts.transpileModule(readFileSync(join(ROOT, path), 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2023, removeComments: true },
  });
  return outputText.trim() === 'export {};';
}

describe('sizes', () => {
  test('the interpreter can be read in one sitting', () => {
    const lines = linesOf((path) => !path.includes('/validate/') && !isTypesOnly(path));
    expect(lines).toBeGreaterThan(0);
    expect(lines).toBeLessThanOrEqual(INTERPRETER_LINES);
  });

  test('the checks of a document stay smaller than the interpreter may be', () => {
    expect(linesOf((path) => path.includes('/validate/'))).toBeLessThanOrEqual(CHECKER_LINES);
  });

  test('at most ten files are excepted from the limit, and each still needs it', () => {
    const entries = Object.entries(oversize);
    expect(entries.length).toBeLessThanOrEqual(10);
    const unneeded = entries.filter(([path]) => !existsSync(join(ROOT, path)) || linesIn(path) <= 300);
    expect(unneeded.map(([path]) => path)).toEqual([]);
  });

  test('a script does one thing', () => {
    const scripts = readdirSync(join(ROOT, 'scripts')).map((name) => `scripts/${name}`);
    expect(scripts.filter((path) => linesIn(path) > SCRIPT_LINES)).toEqual([]);
  });
});

describe('readings', () => {
  const readmes = PACKAGES.map(({ path }) => `${path}/README.md`);

  test('every package says what it is', () => {
    expect(readmes.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('and says it on two screens', () => {
    expect(readmes.filter((path) => existsSync(join(ROOT, path)) && linesIn(path) > README_LINES)).toEqual([]);
  });
});

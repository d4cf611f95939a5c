// What the rules look at: every package of the repository, its declared dependencies, its files and what these import.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS = ['libs', 'connectors', 'apps'];
const SOURCE = /\.tsx?$/;

export interface Import {
  readonly specifier: string;
  /** `import type`, or nothing but types between the braces: gone after compiling. */
  readonly isTypeOnly: boolean;
}
export interface SourceFile {
  /** From the root: `libs/machine/src/interpret.ts`. */
  readonly path: string;
  readonly isTest: boolean;
  readonly lines: number;
  readonly imports: readonly Import[];
}
export interface Package {
  /** From the root: `libs/machine`. */
  readonly path: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly exports: readonly string[];
  readonly files: readonly SourceFile[];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : SOURCE.test(entry.name) ? [path] : [];
  });
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function importsOf(path: string, text: string): readonly Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  const found: Import[] = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    found.push({ specifier: statement.moduleSpecifier.text, isTypeOnly: isTypeOnly(statement) });
  }
  // Dynamic imports and `new URL('./x.worker.ts', import.meta.url)` are found in the text.
  for (const match of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g))
    found.push({ specifier: match[1] ?? '', isTypeOnly: false });
  return found;
}

function readSourceFile(absolute: string): SourceFile {
  const text = readFileSync(absolute, 'utf8');
  const path = relative(ROOT, absolute).replaceAll('\\', '/');
  return {
    path,
    isTest: /\.(?:test|e2e)\.tsx?$/.test(path) || /\/(?:testing|examples)\//.test(path.replace(/^libs\/[^/]+\//, '/')),
    lines: text.split('\n').length - 1,
    imports: importsOf(path, text),
  };
}

function readPackage(path: string): Package {
  const manifest = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly dependencies?: Record<string, string>;
    readonly devDependencies?: Record<string, string>;
    readonly exports?: Record<string, unknown>;
  };
  return {
    path,
    name: manifest.name,
    dependencies: Object.keys(manifest.dependencies ?? {}),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
    exports: Object.keys(manifest.exports ?? {}),
    files: filesBelow(join(ROOT, path)).map(readSourceFile),
  };
}

export const PACKAGES: readonly Package[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => existsSync(join(ROOT, path, 'package.json')))
    .map(readPackage),
);

/** The package a bare specifier belongs to: `@scope/name/door` -> `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The file a relative import leads to, from the root. */
export function resolveRelative(from: string, specifier: string): string {
  return join(dirname(from), specifier.replace(/\?.*$/, '')).replaceAll('\\', '/');
}

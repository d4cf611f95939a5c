import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program of the children, and what it reads of our own. */
export interface GuestProgram {
  readonly file: string;
  readonly readable: readonly string[];
}

let made: GuestProgram | undefined;

/** In the build: beside this file. From the sources, as tests run, it is compiled first, since Node reads no TypeScript. */
export function findGuestProgram(): GuestProgram {
  made ??= import.meta.url.endsWith('.ts') ? compileGuest() : builtGuest();
  return made;
}

function builtGuest(): GuestProgram {
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  // Node looks for the package of each module, to know that it is one.
  const packages = ['package.json', '../package.json', '../../package.json'].map(at);
  return { file: at('guest/main.js'), readable: [at('guest'), at('../sandbox/frames.js'), ...packages] };
}

const SHARED = '../sandbox/frames.ts';
type Transform = (code: string, options: object) => { readonly code: string };

function compileGuest(): GuestProgram {
  const { transformSync } = createRequire(import.meta.url)('@swc/core') as { readonly transformSync: Transform };
  const folder = mkdtempSync(join(tmpdir(), 'millrace-piece-guest-'));
  // Whoever the child runs as must be able to read it.
  chmodSync(folder, 0o755);
  const compile = (from: URL, to: string): void => {
    const { code } = transformSync(readFileSync(from, 'utf8'), {
      module: { type: 'es6' },
      jsc: { target: 'es2023', parser: { syntax: 'typescript' }, transform: { useDefineForClassFields: false } },
    });
    const target = join(folder, to.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replace(/(from '\.[^']*)\.ts'/g, "$1.js'").replace(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  compile(new URL(SHARED, import.meta.url), 'sandbox/frames.ts');
  for (const name of readdirSync(new URL('guest/', import.meta.url)).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  ))
    compile(new URL(`guest/${name}`, import.meta.url), `pieces/guest/${name}`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { file: join(folder, 'pieces/guest/main.js'), readable: [folder] };
}

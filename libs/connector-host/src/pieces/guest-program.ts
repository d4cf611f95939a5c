import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** Once for each state of the sources: the folder is named by what is in it. */
function compileGuest(): GuestProgram {
  const own = readdirSync(new URL('guest/', import.meta.url)).filter((name) => name.endsWith('.ts'));
  const files = [SHARED, ...own.map((name) => `guest/${name}`)].map((path) => ({
    to: path === SHARED ? 'sandbox/frames.js' : `pieces/${path.replace(/ts$/, 'js')}`,
    text: readFileSync(new URL(path, import.meta.url), 'utf8'),
  }));
  const name = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));
  const folder = join(cache, `piece-guest-${name}`);
  if (!existsSync(folder)) compileInto(folder, files);
  return { file: join(folder, 'pieces/guest/main.js'), readable: [folder] };
}

function compileInto(folder: string, files: readonly { readonly to: string; readonly text: string }[]): void {
  const { transformSync } = createRequire(import.meta.url)('@swc/core') as { readonly transformSync: Transform };
  const temporary = `${folder}.${process.pid}`;
  for (const { to, text } of files) {
    const { code } = transformSync(text, {
      module: { type: 'es6' },
      jsc: { target: 'es2023', parser: { syntax: 'typescript' }, transform: { useDefineForClassFields: false } },
    });
    mkdirSync(dirname(join(temporary, to)), { recursive: true });
    writeFileSync(join(temporary, to), code.replace(/(from ["']\.[^"']*)\.ts(["'])/g, '$1.js$2'));
  }
  writeFileSync(join(temporary, 'package.json'), '{ "type": "module" }');
  try {
    renameSync(temporary, folder);
  } catch (cause) {
    // Another process was first.
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw cause;
  }
}

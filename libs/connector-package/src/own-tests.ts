import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { BUILD_OPTIONS, buildOrRefuse } from './bundle/bundle-source.ts';
import { resolveSdk } from './bundle/resolve-sdk.ts';

/** What became of the tests that the author wrote. */
export type OwnTests =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'run';
      readonly passed: boolean;
      readonly files: readonly string[];
      /** Files that are written for another runner: they were left alone. */
      readonly foreign: readonly string[];
    };

const TEST_FILE = /\.test\.[cm]?[jt]s$/;
const NO_SOURCE: ReadonlySet<string> = new Set(['node_modules', 'dist', '.git']);

interface Running {
  readonly onOutput: (text: string) => void;
  /** Beside that of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs the tests in a folder with Node's own runner. They are bundled first, so that they need neither an install nor a compiler. */
export async function runOwnTests(folder: string, running: Running): Promise<OwnTests> {
  const found = findTests(folder);
  const files = found.filter((path) => /from\s*['"]node:test['"]/.test(readFileSync(join(folder, path), 'utf8')));
  const foreign = found.filter((path) => !files.includes(path));
  if (files.length === 0)
    return foreign.length === 0 ? { kind: 'none' } : { kind: 'run', passed: true, files, foreign };
  const built = mkdtempSync(join(tmpdir(), 'millrace-tests-'));
  try {
    await buildTests(folder, { files, built });
    const passed = await runNode(built, { folder, ...running });
    return { kind: 'run', passed, files, foreign };
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}

/** From the folder, with slashes. */
function findTests(folder: string, below = ''): readonly string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return NO_SOURCE.has(entry.name) ? [] : findTests(folder, path);
      return TEST_FILE.test(entry.name) ? [path] : [];
    })
    .sort();
}

async function buildTests(
  folder: string,
  { files, built }: { readonly files: readonly string[]; readonly built: string },
): Promise<void> {
  const { outputFiles } = await buildOrRefuse({
    ...BUILD_OPTIONS,
    ...{ absWorkingDir: folder, outdir: built, outbase: folder, outExtension: { '.js': '.mjs' } },
    ...{ entryPoints: [...files], platform: 'node', target: 'node20', sourcemap: 'inline' },
    plugins: [keepAddresses(folder), resolveSdk],
  });
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/** A test that reads a file beside it must find it: in a bundle, `import.meta.url` would be that of the bundle. */
function keepAddresses(folder: string): Plugin {
  return {
    name: 'addresses of modules',
    setup: (bundler) =>
      bundler.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
        const steps = relative(folder, path).split(/[\\/]/);
        if (steps[0] === '..' || steps.includes('node_modules')) return undefined;
        const text = readFileSync(path, 'utf8');
        const address = JSON.stringify(pathToFileURL(path).href);
        return { contents: text.replaceAll('import.meta.url', address), loader: /\.[cm]?ts$/.test(path) ? 'ts' : 'js' };
      }),
  };
}

async function runNode(
  built: string,
  { folder, onOutput, environment }: Running & { readonly folder: string },
): Promise<boolean> {
  const files = findTests(built).map((path) => join(built, path));
  const flags = ['--test', '--enable-source-maps', '--no-warnings', '--test-reporter=spec'];
  const child = spawn(process.execPath, [...flags, ...files], {
    ...{ cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true },
    // A runner that finds itself inside another one reports to that one.
    // eslint-disable-next-line no-restricted-syntax -- the author's tests run in the author's own environment
    env: { ...process.env, ...environment, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', onOutput);
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

// What the browser loads of the built designer, by page, compressed.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/run.mjs';

const DIST = join(root, 'apps/designer/dist');
const ASSETS = join(DIST, 'assets');
const sizes = new Map();

function kilobytes(file) {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = gzipSync(readFileSync(join(ASSETS, file)), { level: 9 }).length / 1000;
  sizes.set(file, size);
  return size;
}

/** The chunks that a chunk cannot run without. */
function staticImports(file) {
  const text = readFileSync(join(ASSETS, file), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
  return [...found].map((match) => match[1]);
}

function closure(files) {
  const all = new Set();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (all.has(file)) continue;
    all.add(file);
    open.push(...staticImports(file));
  }
  return all;
}

const sum = (files) => [...files].reduce((total, file) => total + kilobytes(file), 0);

/** Pages are loaded with `import()` by the shell, named after their files. */
export function bundleSizes() {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  const entries = [...html.matchAll(/(?:src|href)="[^"]*\/assets\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  const shell = closure(entries.filter((file) => file.endsWith('.js')));
  const shellStyles = entries.filter((file) => file.endsWith('.css'));
  const assets = readdirSync(ASSETS);
  const pages = assets.filter((file) => /-page-[^.]+\.js$/.test(file));
  const onTop = (file) => sum([...closure([file])].filter((other) => !shell.has(other)));
  const others = pages.filter((file) => !basename(file).startsWith('designer-page'));
  const designer = pages.find((file) => basename(file).startsWith('designer-page'));
  const worker = assets.find((file) => /^layout\.worker-.*\.js$/.test(file));
  return {
    shellScriptKb: sum(shell),
    shellStyleKb: sum(shellStyles),
    ...(designer === undefined ? {} : { designerKb: onTop(designer) }),
    ...(others.length === 0 ? {} : { largestRouteKb: Math.max(...others.map(onTop)) }),
    ...(worker === undefined ? {} : { layoutWorkerKb: kilobytes(worker) }),
  };
}

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of a folder, and what would tell that it was changed. */
export type FolderState = ReadonlyMap<string, string>;

const IGNORED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage']);

/** Looks at every file once. Hidden files, installed packages and packed ones do not count. */
export function readFolderState(folder: string): FolderState {
  return new Map(filesBelow(folder, ''));
}

/** Names of files that are new, changed or gone. */
export function changedFiles(before: FolderState, after: FolderState): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

function filesBelow(folder: string, below: string): (readonly [string, string])[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || IGNORED.has(entry.name) || entry.name.endsWith('.tgz')) return [];
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(folder, path);
    // It may be gone by now: an editor that saves writes a new file and moves it.
    const found = statSync(join(folder, path), { throwIfNoEntry: false });
    return found === undefined ? [] : [[path, `${found.mtimeMs} ${found.size}`] as const];
  });
}

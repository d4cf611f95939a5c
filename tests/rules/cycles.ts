import { resolveRelative, type SourceFile } from './packages.ts';

/** Circles of imports that exist at run time, each as `a -> b -> a`. Imports of types alone are gone by then. */
export function findCycles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];

  const visit = (file: SourceFile, trail: readonly string[]): void => {
    if (done.has(file.path)) return;
    const at = trail.indexOf(file.path);
    if (at >= 0) {
      found.push([...trail.slice(at), file.path].join(' -> '));
      return;
    }
    for (const { specifier, isTypeOnly } of file.imports) {
      const next =
        isTypeOnly || !specifier.startsWith('.') ? undefined : byPath.get(resolveRelative(file.path, specifier));
      if (next !== undefined) visit(next, [...trail, file.path]);
    }
    done.add(file.path);
  };
  for (const file of files) visit(file, []);
  return found;
}

import type { Step } from '../../../lib/contract.ts';
import { readPath } from '../../../lib/step-path.ts';

/** The Map whose items are meant: of a failure with too many of them, the run names the step inside that failed last. */
export function mapOf(failedPath: string | undefined): string | undefined {
  return failedPath === undefined ? undefined : (readPath(failedPath).parent ?? failedPath);
}

/** How many items of a Map, or branches, ran and failed, as far as its steps are read. */
export function failedItems(
  steps: readonly Pick<Step, 'path' | 'status'>[],
  path: string | undefined,
): { readonly failed: number; readonly all: number } | undefined {
  if (path === undefined) return undefined;
  const all = new Set<number>();
  const failed = new Set<number>();
  for (const step of steps) {
    if (!step.path.startsWith(`${path}[`)) continue;
    const index = readPath(step.path).parts[readPath(path).parts.length - 1]?.index;
    if (index === undefined) continue;
    all.add(index);
    if (step.status === 'failed') failed.add(index);
  }
  return failed.size === 0 ? undefined : { failed: failed.size, all: all.size };
}

import type { Finding } from '../../../lib/contract.ts';

/** The problem after or before the one whose field was opened last, around the end. */
export function problemAfter(
  problems: readonly Finding[],
  path: string | undefined,
  direction: 1 | -1,
): Finding | undefined {
  const at = problems.findIndex((problem) => problem.path === path);
  if (at === -1) return direction === 1 ? problems[0] : problems.at(-1);
  return problems[(at + direction + problems.length) % problems.length];
}

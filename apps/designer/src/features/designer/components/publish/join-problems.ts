import type { Finding } from '../../../../lib/contract.ts';
import { blocking } from '../../model/problems.ts';

/** What the page found; when that stops nobody, first what the server refused the draft for. */
export function joinProblems(found: readonly Finding[], refused: readonly Finding[]): readonly Finding[] {
  if (refused.length === 0 || blocking(found).length > 0) return found;
  const isKnown = ({ code, path }: Finding): boolean =>
    refused.some((other) => other.code === code && other.path === path);
  return [...refused, ...found.filter((problem) => !isKnown(problem))];
}

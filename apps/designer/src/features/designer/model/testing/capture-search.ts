import type { Capture } from '../../../../lib/contract.ts';

/** The calls in whose method, path, query or body every word stands. */
export function searchCaptures(captures: readonly Capture[], query: string): readonly Capture[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return captures;
  return captures.filter(({ method, path, query: parameters, body }) => {
    const text = `${method} ${path} ${JSON.stringify(parameters)} ${JSON.stringify(body)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

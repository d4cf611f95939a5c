// Versions of a piece that differ only in what is said of it here.
import { readsOf } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';

/** The number of the next one: `0.17.9-reads.2` after `0.17.9-reads.1`. A pre-release goes on: `1.0.0-beta.1.reads.1`. */
export function revisionAfter(versions: readonly string[], pieceVersion: string): string {
  const start = `${pieceVersion}${pieceVersion.includes('-') ? '.' : '-'}reads.`;
  const numbers = versions
    .filter((version) => version.startsWith(start) && /^\d+$/.test(version.slice(start.length)))
    .map((version) => Number(version.slice(start.length)));
  return `${start}${Math.max(0, ...numbers) + 1}`;
}

/** What is said otherwise from now on; Markdown. */
export function changelogOf(before: Manifest, after: Manifest): string {
  const [was, is] = [readsOf(before), readsOf(after)];
  const line = (words: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`- ${words}: ${names.map((name) => `\`${name}\``).join(', ')}`];
  return [
    `The same files as ${before.version}. Only what was said here of its actions has changed.`,
    '',
    ...line(
      'Only read',
      is.filter((name) => !was.includes(name)),
    ),
    ...line(
      'Count as writes again',
      was.filter((name) => !is.includes(name)),
    ),
  ].join('\n');
}

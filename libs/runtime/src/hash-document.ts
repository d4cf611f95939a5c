import { createHash } from 'node:crypto';
import type { JsonValue } from '@millrace/machine';

/** JSON with members in the order of their names: equal documents are equal texts. After RFC 8785. */
export function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_, member: JsonValue) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}

/** SHA-256 of the canonical document, in hex: what names a version's content. */
export function hashDocument(document: JsonValue): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

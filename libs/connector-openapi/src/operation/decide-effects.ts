import type { Effects, Idempotency } from '@millrace/connector-sdk';
import type { OperationEntry } from '../document/openapi-document.ts';
import { textAt } from '../json-access.ts';
import { wordsOf } from '../texts.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const SEARCHES = /(?:^|[/:._-])(?:search|query|find|lookup|_search|count|filter)\/?$/i;
const SEARCH_WORDS: ReadonlySet<string> = new Set(['search', 'query', 'find', 'lookup']);

/** What a method promises. RFC 9110 §9.2.1. */
export const effectsOf = ({ method }: Pick<OperationEntry, 'method'>): Effects =>
  READS.has(method) ? 'read' : 'write';

/** Whether a POST only asks, as far as its name tells: some searches are too long for an address. */
export function isSearch({ method, path, operation }: OperationEntry): boolean {
  if (method !== 'POST') return false;
  const [first = ''] = wordsOf(textAt(operation, 'operationId') ?? '');
  return SEARCHES.test(path) || SEARCH_WORDS.has(first);
}

/** How a repeated write is kept from happening twice. RFC 9110 §9.2.2: a PUT or DELETE is the same when it comes again. */
export function idempotencyOf({ method }: Pick<OperationEntry, 'method'>, keyHeader: string | undefined): Idempotency {
  if (keyHeader !== undefined) return { header: keyHeader };
  if (method === 'PUT' || method === 'DELETE') return 'method';
  return { none: 'The document does not say what a repeated call does.' };
}

// How far two requests are from each other, in lines that a person can read.
import type { JsonValue } from '../../json.ts';
import type { RecordedRequest } from './exchange.ts';

type Parts = ReadonlyMap<string, string>;

/** A request in its parts: method, address, each query parameter, each member of the body. Their order says nothing. */
function partsOf({ method, url, headers, body }: RecordedRequest): Parts {
  const { origin, pathname, searchParams } = new URL(url);
  const parts = new Map([
    ['method', method],
    ['url', origin + pathname],
  ]);
  for (const name of new Set(searchParams.keys()))
    parts.set(`query.${name}`, searchParams.getAll(name).sort().join(', '));
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (typeof body === 'string' && isForm)
    for (const [name, value] of new URLSearchParams(body)) parts.set(`body.${name}`, value);
  else addMembers(parts, 'body', body);
  return parts;
}

function addMembers(parts: Map<string, string>, path: string, value: JsonValue): void {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) parts.set(path, JSON.stringify(value));
  for (const [name, item] of entries) addMembers(parts, `${path}.${name}`, item);
}

/** By which equal requests are known. */
export const keyOf = (request: RecordedRequest): string => JSON.stringify([...partsOf(request)].sort());

/** What differs: `- ` was recorded, `+ ` was asked now. */
export function differenceOf(recorded: RecordedRequest, asked: RecordedRequest): readonly string[] {
  const [before, now] = [partsOf(recorded), partsOf(asked)];
  const names = [...new Set([...before.keys(), ...now.keys()])];
  return names.flatMap((name) => {
    const [left, right] = [before.get(name), now.get(name)];
    if (left === right) return [];
    return [
      ...(left === undefined ? [] : [`- ${name}: ${left}`]),
      ...(right === undefined ? [] : [`+ ${name}: ${right}`]),
    ];
  });
}

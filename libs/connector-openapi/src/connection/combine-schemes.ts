// Several schemes at once, such as a key and the id of an application: each has its field, and its place in the request.
import type { AuthChoice } from './auth-choice.ts';
import { memberOf, textAt } from '../json-access.ts';
import { cutText, toTitle, wordsOf } from '../texts.ts';
import type { Draft, NamedScheme } from './auth-draft.ts';

interface Part {
  readonly field: string;
  readonly title: string;
  readonly place: 'headers' | 'query';
  readonly name: string;
  readonly template: string;
}

/** A combination as data; without a choice where one of its parts needs more than a text in a header or a query. */
export function combineSchemes(named: readonly NamedScheme[]): Draft {
  const parts = named.map(partOf);
  const known = parts.filter((part) => part !== undefined);
  const names = named.map(({ name }) => `"${name.slice(0, 60)}"`).join(' and ');
  const distinct = new Set(known.map(({ place, name }) => `${place} ${name.toLowerCase()}`));
  if (known.length < parts.length || known.length === 0 || distinct.size < known.length)
    return {
      note: `${names} are asked for together, and cannot be put together here. Choose one of them, or write the connector in code.`,
    };
  const placed = (place: Part['place']): Record<string, string> =>
    Object.fromEntries(known.filter((part) => part.place === place).map(({ name, template }) => [name, template]));
  const combined: NonNullable<AuthChoice['combined']> = {
    secrets: Object.fromEntries(known.map(({ field, title }) => [field, title])),
    headers: placed('headers'),
    query: placed('query'),
  };
  return { choice: { kind: 'custom', title: cutText(known.map(({ title }) => title).join(' and '), 100), combined } };
}

function partOf({ name, scheme }: NamedScheme): Part | undefined {
  const words = wordsOf(name);
  const field = /^[a-z]/.test(words.join('_')) ? words.join('_').slice(0, 60) : `part_${words.join('_')}`.slice(0, 60);
  const about = { field, title: cutText(toTitle(words), 100) };
  const type = textAt(scheme, 'type');
  const header = cutText(textAt(scheme, 'name') ?? '', 100);
  if (type === 'http' && textAt(scheme, 'scheme')?.toLowerCase() === 'bearer')
    return { ...about, place: 'headers', name: 'authorization', template: `Bearer {${field}}` };
  if (type !== 'apiKey' || header === '') return undefined;
  const place = memberOf(scheme, 'in');
  if (place === 'query') return { ...about, place: 'query', name: header, template: `{${field}}` };
  return place === 'header' ? { ...about, place: 'headers', name: header, template: `{${field}}` } : undefined;
}

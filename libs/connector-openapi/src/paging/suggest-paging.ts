// How a list is read page by page, as far as names tell. A suggestion: whoever imports the document confirms it.
import type { JsonObject, JsonValue, Pagination } from '@millrace/connector-sdk';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { isObject, memberOf } from '../json-access.ts';
import { readParameters, type Parameter } from '../operation/read-parameters.ts';
import { findNext } from './find-next.ts';
import { findRecords, toExpression } from './find-records.ts';
import { lookAtAnswer, membersOf } from './look-at-answer.ts';

/** How a list is read: by pages, and where its records are in an answer, as JSONata. */
export interface PagingChoice {
  readonly paginate: Pagination;
  readonly records: string;
}

const USUAL_PAGE_SIZE = 100;
const CURSORS =
  /^(?:cursor|(?:next_?)?page_?(?:token|cursor)|next_?(?:token|cursor|page)|pagination_?token|paging_?token|after|page\[(?:cursor|after)\]|continue|continuation(?:_?token)?|marker|start_?cursor|starting_after|scroll_?id|bookmark)$/i;
const PAGES = /^(?:page|page_?(?:number|no|num|index)|page\[number\]|p)$/i;
const OFFSETS = /^(?:offset|skip|\$skip|start|start_?at|page\[offset\])$/i;
const SIZES =
  /^(?:per_?page|limit|page_?size|size|count|max_?results|max_?items|page\[(?:size|limit)\]|\$?top|page_?len|results_?per_?page|items_?per_?page)$/i;

/** Undefined for what is no list, or shows no way from one page to the next. */
export function suggestPaging(
  document: OpenApiDocument,
  entry: OperationEntry,
  { parameters } = readParameters(document, entry),
): PagingChoice | undefined {
  if (entry.method !== 'GET') return undefined;
  const answer = lookAtAnswer(document, entry);
  if (answer === undefined) return undefined;
  const { source } = document;
  const steps = findRecords(source, answer.schema, entry.path);
  if (steps === undefined) return undefined;
  const query = parameters.filter(({ place }) => place === 'query');
  const found = choosePaging({ source, query, steps, ...answer });
  return found === undefined ? undefined : { paginate: { ...found, ...sizeOf(query) }, records: toExpression(steps) };
}

interface List {
  readonly source: JsonObject;
  readonly schema: JsonObject;
  readonly headers: readonly string[];
  readonly query: readonly Parameter[];
  readonly steps: readonly string[];
}

/** The surest way first: what the service itself says of the next page, then what can be counted. */
function choosePaging({ source, schema, headers, query, steps }: List): Pagination | undefined {
  const named = (names: RegExp): string | undefined => query.find(({ name }) => names.test(name))?.name;
  // An offset that is a text is none to count by, but what the answer before has given.
  const cursor = named(CURSORS) ?? query.find(({ name, schema: given }) => OFFSETS.test(name) && isText(given))?.name;
  const hasMore = membersOf(source, schema).has('has_more');
  if (cursor === 'starting_after' && hasMore)
    return { by: 'cursor', next: `has_more ? ${toExpression(steps)}[-1].id`, send: { query: cursor } };
  const next = cursor === undefined ? undefined : findNext(source, schema, 'cursor');
  if (cursor !== undefined && next !== undefined)
    return { by: 'cursor', next: toExpression(next), send: { query: cursor } };
  const address = findNext(source, schema, 'address');
  if (address !== undefined) return { by: 'nextUrl', next: toExpression(address) };
  if (headers.includes('link')) return { by: 'link' };
  return countPages(query);
}

function countPages(query: readonly Parameter[]): Pagination | undefined {
  const page = query.find(({ name, schema }) => PAGES.test(name) && isWhole(schema));
  if (page !== undefined)
    return { by: 'page', send: { query: page.name }, ...(beginsAtZero(page.schema) ? { from: 0 } : {}) };
  const offset = query.find(({ name, schema }) => OFFSETS.test(name) && isWhole(schema) && !isText(schema));
  return offset === undefined ? undefined : { by: 'offset', send: { query: offset.name } };
}

const isWhole = (schema: JsonValue | undefined): boolean => {
  const type = memberOf(schema, 'type');
  return type === undefined || type === 'integer' || type === 'number' || type === 'string';
};
const isText = (schema: JsonValue | undefined): boolean => memberOf(schema, 'type') === 'string';
const beginsAtZero = (schema: JsonValue | undefined): boolean =>
  memberOf(schema, 'default') === 0 || (memberOf(schema, 'minimum') === 0 && memberOf(schema, 'default') !== 1);

function sizeOf(query: readonly Parameter[]): { readonly size?: { readonly query: string; readonly max: number } } {
  const found = query.find(({ name }) => SIZES.test(name));
  if (found === undefined) return {};
  const { schema } = found;
  const [maximum, usual] = ['maximum', 'default'].map((name) => (isObject(schema) ? schema[name] : undefined));
  const most = typeof maximum === 'number' ? maximum : Math.max(USUAL_PAGE_SIZE, typeof usual === 'number' ? usual : 0);
  const max = Number.isFinite(most) ? Math.min(Math.max(1, Math.trunc(most)), 10_000) : USUAL_PAGE_SIZE;
  return { size: { query: found.name, max } };
}

// Runs an action that is data: one request, or the pages of a list.
import { DEFAULT_PAGE_LIMIT, type HttpAction } from '../action.ts';
import { FatalError, RetryableError } from '../failures.ts';
import type { HttpErrorRule, Pagination, ResponseRules } from '../http-template.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { JudgeAnswer, SendJudged } from '../hosting/connector-http.ts';
import { isSuccess } from '../hosting/http-failures.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { buildRequest, type RequestRoot } from './build-request.ts';
import { beginPaging, endPaging, nextPosition, placeOf, type Position } from './paging.ts';
import { fillTemplate, isList, isObject, type Evaluate } from './template.ts';

/** What runs it gives it. */
export interface DeclarativeHost {
  readonly evaluate: Evaluate;
  /** Sends a request, and throws for what is no answer at all, or what a rule finds in it. */
  readonly send: SendJudged;
  /** What a status that is no success means where no rule says so. */
  readonly failureOf: (request: HttpRequest, response: HttpResponse) => Error;
  readonly warn: (message: string) => void;
}
/** What is called, and the name that its own errors begin with. */
export interface DeclarativeCall {
  readonly action: Pick<HttpAction, 'request' | 'paginate' | keyof ResponseRules>;
  readonly errorPrefix: string;
  readonly root: RequestRoot;
}

const MAX_PAGES = 100;

/** The output of a declarative action. Throws the three failures, and what the host throws. */
export async function runHttpAction(call: DeclarativeCall, host: DeclarativeHost): Promise<JsonValue> {
  const { paginate } = call.action;
  return paginate === undefined ? runOnce(call, host) : readPages(call, host, paginate);
}

async function runOnce(call: DeclarativeCall, host: DeclarativeHost): Promise<JsonValue> {
  const { action, root } = call;
  const answer = await ask(
    call,
    host,
    buildRequest(action.request, root, { evaluate: host.evaluate, ...asOf(action) }),
  );
  if (answer === undefined) return null;
  const records = action.records === undefined ? answer.body : recordsOf(action.records, answer, host);
  if (action.map === undefined) return records;
  return fillTemplate(action.map, rootOf(call, answer), host.evaluate) ?? null;
}

const asOf = ({ as }: ResponseRules): Pick<ResponseRules, 'as'> => (as === undefined ? {} : { as });

/** The answer; undefined when its status means that there is nothing. */
async function ask(
  { action, errorPrefix }: DeclarativeCall,
  host: DeclarativeHost,
  request: HttpRequest,
): Promise<HttpResponse | undefined> {
  const { errors = [], request: template } = action;
  // Rules see an answer before it is a failure, whatever its status: some services say 200 and mean no.
  const judge: JudgeAnswer = (sent, answer) => {
    const rule = errors.find((candidate) => matches(candidate, answer, host.evaluate));
    if (rule !== undefined) return toFailure(rule, answer, { errorPrefix, evaluate: host.evaluate });
    return isSuccess(request, answer.status) ? undefined : host.failureOf(sent, answer);
  };
  const response = await (errors.length === 0 ? host.send(request) : host.send({ ...request, ok: 'any' }, judge));
  return template.empty?.includes(response.status) === true ? undefined : response;
}

/** What templates may speak of an answer. */
export const aboutAnswer = ({ status, headers, body }: HttpResponse): JsonObject => ({
  status,
  headers: { ...headers },
  body,
});

function matches({ status, when }: HttpErrorRule, response: HttpResponse, evaluate: Evaluate): boolean {
  const isMeant = status === undefined || (typeof status === 'number' ? [status] : status).includes(response.status);
  // A rule that names no status and no condition is for whatever is no success.
  if (status === undefined && when === undefined) return response.status < 200 || response.status > 299;
  return isMeant && (when === undefined || evaluate(when, aboutAnswer(response)) === true);
}

function toFailure(
  { name, message, retryable = false }: HttpErrorRule,
  response: HttpResponse,
  { errorPrefix, evaluate }: { readonly errorPrefix: string; readonly evaluate: Evaluate },
): Error {
  const said = message === undefined ? undefined : fillTemplate(message, aboutAnswer(response), evaluate);
  const text = typeof said === 'string' ? said : `The service answered ${response.status}.`;
  const detail = { status: response.status };
  if (retryable) return new RetryableError(text, { detail });
  return new FatalError(text, { detail, ...(name === undefined ? {} : { name: `${errorPrefix}.${name}` }) });
}

/** What templates that read an answer may speak of. */
const rootOf = ({ root }: DeclarativeCall, response: HttpResponse): JsonObject => ({
  ...(root as unknown as JsonObject),
  ...aboutAnswer(response),
});

function recordsOf(expression: string, { body }: HttpResponse, { evaluate }: DeclarativeHost): readonly JsonValue[] {
  const found = evaluate(expression, body);
  if (found === undefined || found === null) return [];
  // JSONata makes one of a list of one.
  return isList(found) ? found : [found];
}

async function readPages(call: DeclarativeCall, host: DeclarativeHost, paginate: Pagination): Promise<JsonValue> {
  const { limit, cursor } = pagingInput(call.root.input);
  const begun = beginPaging(paginate, { limit, cursor });
  const { size } = begun;
  let at: Position | undefined = begun.position;
  let { skip } = begun;
  const items: JsonValue[] = [];
  for (let pages = 0; at !== undefined && pages < MAX_PAGES && items.length < limit; pages += 1) {
    const page: Page = await readPage(call, host, { paginate, limit, size, at });
    const taken = page.records.slice(skip, skip + limit - items.length);
    items.push(...taken.map((record) => mapRecord(call, record, host)));
    // The rest of a page belongs to the next call.
    if (skip + taken.length < page.records.length)
      return endPaging(items, { position: at, skip: skip + taken.length, size });
    at = page.next;
    skip = 0;
  }
  return endPaging(items, at === undefined ? undefined : { position: at, skip: 0, size });
}

interface Page {
  readonly records: readonly JsonValue[];
  readonly next: Position | undefined;
}
interface PageRequest {
  readonly paginate: Pagination;
  readonly limit: number;
  readonly size: number | undefined;
  readonly at: Position;
}

async function readPage(
  call: DeclarativeCall,
  host: DeclarativeHost,
  { paginate, limit, size, at }: PageRequest,
): Promise<Page> {
  const { evaluate } = host;
  const page = { limit, at: at.value, ...(size === undefined ? {} : { size }) };
  const built = buildRequest(call.action.request, { ...call.root, page }, { evaluate });
  const answer = await ask(call, host, placeOf(paginate, built, { position: at, size }));
  if (answer === undefined) return { records: [], next: undefined };
  const records = recordsOf(call.action.records ?? '$', answer, host);
  const next = nextPosition(paginate, answer, { at, size, count: records.length, evaluate });
  if (next?.value !== at.value) return { records, next };
  host.warn('The service gave the same page again: read as the end.');
  return { records, next: undefined };
}

function pagingInput(input: JsonValue): { readonly limit: number; readonly cursor?: string } {
  const { limit, cursor } = isObject(input) ? input : {};
  return {
    limit: typeof limit === 'number' ? limit : DEFAULT_PAGE_LIMIT,
    ...(typeof cursor === 'string' ? { cursor } : {}),
  };
}

function mapRecord({ action, root }: DeclarativeCall, record: JsonValue, { evaluate }: DeclarativeHost): JsonValue {
  if (action.map === undefined) return record;
  return fillTemplate(action.map, { ...(root as unknown as JsonObject), record }, evaluate) ?? null;
}

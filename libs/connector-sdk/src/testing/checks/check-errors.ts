// C4: what goes wrong at the service becomes the failure that the table says.
import type { Action } from '../../action.ts';
import type { SentRequest } from '../platform/send-over-wire.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import type { ActionCase } from '../test-case.ts';
import type { Fault } from '../wire/faults.ts';
import { isJsonMedia, mediaTypeOf } from '../wire/wire.ts';
import { driveCase } from './drive-case.ts';
import { expectedError, hasRule, isHandled } from './expected-failure.ts';
import {
  actionOf,
  brokenPlatformOf,
  isOwnError,
  platformOf,
  prepare,
  tellOutcome,
  type Problems,
  type Subject,
} from './subject.ts';

interface Row {
  readonly says: string;
  readonly status: number;
  readonly retryAfter?: string;
  readonly html?: string;
  /** Undefined: it must not name a time. */
  readonly retryAfterMs?: number;
}
const STATUSES: readonly Row[] = [
  ...[400, 404, 409, 422, 500, 503].map((status) => ({ says: `answers ${status}`, status })),
  { says: 'answers 502 by a page of its proxy', status: 502, html: '<title>502</title><h1>Bad gateway</h1>' },
  { says: 'answers 429 with Retry-After in seconds', status: 429, retryAfter: '7', retryAfterMs: 7000 },
  { says: 'answers 429 with a Retry-After that is garbage', status: 429, retryAfter: 'soon' },
];
const DATE_MS = 90_000;

/** Lets an action meet each kind of failure. */
export async function checkErrors(subject: Subject, tried: ActionCase): Promise<Problems> {
  const problems: string[] = [];
  for (const row of STATUSES) problems.push(...(await checkStatus(subject, tried, row)));
  prepare(subject, tried);
  problems.push(...(await checkStatus(subject, tried, dateRow(subject))));
  problems.push(...(await checkBody(subject, tried, 'truncated')), ...(await checkBody(subject, tried, 'html')));
  return problems.map((problem) => `${subject.connector.name}/${tried.action}: ${problem}`);
}

function dateRow({ fake }: Subject): Row {
  // A date has no parts of a second.
  const nowMs = Math.floor((fake?.nowMs() ?? 0) / 1000) * 1000;
  return {
    says: 'answers 429 with Retry-After as a date',
    status: 429,
    retryAfter: new Date(nowMs + DATE_MS).toUTCString(),
    retryAfterMs: DATE_MS,
  };
}

async function checkStatus(subject: Subject, tried: ActionCase, row: Row): Promise<Problems> {
  const { status, retryAfter, html } = row;
  const fault: Fault = {
    kind: 'status',
    status,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
    ...(html === undefined ? {} : { html }),
  };
  const outcome = await callWith(subject, tried, { fault });
  const met = outcome.sent.findLast(({ answer }) => answer?.status === status);
  const action = actionOf(subject, tried);
  if (met === undefined) return [];
  const said = `when the service ${row.says},`;
  if (isHandled(action, met.request, status)) return problemsOfDefect(said, outcome);
  const expected = expectedError(action, met.request, status);
  if (outcome.kind === 'returned') return [`${said} it was to end with ${expected}, and it returned.`];
  if (!isAllowed(subject, action, { outcome, expected, status }))
    return [`${said} it was to end with ${expected}, and ${tellOutcome(outcome)}.`];
  return outcome.error === expected ? problemsOfTime(said, outcome, row.retryAfterMs) : [];
}

/** The error of the table, or the connector's own word for the same thing. */
function isAllowed(
  { connector }: Subject,
  action: Action,
  { outcome, expected, status }: { readonly outcome: Threw; readonly expected: string; readonly status: number },
): boolean {
  if (outcome.error === expected) return true;
  const isOwn = isOwnError(connector, outcome.error);
  return expected === 'Connector.Fatal' ? isOwn || hasRule(action, status) : isOwn && hasRule(action, status);
}

function problemsOfTime(said: string, { retryAfterMs }: Threw, expectedMs: number | undefined): Problems {
  if (expectedMs === undefined)
    return retryAfterMs === undefined ? [] : [`${said} it names a time, ${retryAfterMs} ms, that nobody said.`];
  if (retryAfterMs !== undefined && Math.abs(retryAfterMs - expectedMs) <= 1000) return [];
  return [`${said} it was to say retryAfterMs ${expectedMs}, and said ${retryAfterMs ?? 'nothing'}.`];
}

type Threw = Extract<TestOutcome, { readonly kind: 'threw' }>;

const problemsOfDefect = (said: string, outcome: TestOutcome): Problems =>
  outcome.kind === 'threw' && outcome.error === 'States.TaskFailed' ? [`${said} it breaks: ${outcome.message}.`] : [];

/** Answers that are not what they say they are. */
async function checkBody(subject: Subject, tried: ActionCase, kind: 'truncated' | 'html'): Promise<Problems> {
  prepare(subject, tried);
  const good = await driveCase(subject, tried, { platform: platformOf(subject) });
  const first = good.sent.find(({ isSignIn }) => !isSignIn);
  if (first === undefined || !expectsJson(first)) return [];
  const outcome = await callWith(subject, tried, { fault: { kind }, url: first.wire.url });
  const said = kind === 'html' ? 'when a page of HTML comes instead of JSON,' : 'when the JSON breaks off,';
  if (outcome.kind === 'returned') return [`${said} it was to end with Connector.Fatal, and it returned.`];
  const isFine = outcome.error === 'Connector.Fatal' || isOwnError(subject.connector, outcome.error);
  return isFine ? [] : [`${said} it was to end with Connector.Fatal, and ${tellOutcome(outcome)}.`];
}

/** Of whoever takes an answer as text, any text will do. */
function expectsJson({ request, answer }: SentRequest): boolean {
  const { as = 'auto' } = request;
  const isJson = isJsonMedia(mediaTypeOf(answer?.headers['content-type'])) && (answer?.body.length ?? 0) > 1;
  return isJson && (as === 'auto' || as === 'json') && request.ok !== 'any';
}

/** The fault is there until somebody asks whether the write has happened. `url`: only of this request. */
function callWith(
  subject: Subject,
  tried: ActionCase,
  { fault, url }: { readonly fault: Fault; readonly url?: string },
): Promise<TestOutcome> {
  prepare(subject, tried);
  const state = { isOver: false };
  const platform = brokenPlatformOf(subject, (request) =>
    state.isOver || (url !== undefined && request.url !== url) ? undefined : fault,
  );
  return driveCase(subject, tried, { platform, onVerify: () => (state.isOver = true) });
}

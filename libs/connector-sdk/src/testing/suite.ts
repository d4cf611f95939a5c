// The conformance suite as a list of tests: which check is for which case.
import { checkCancel } from './checks/check-cancel.ts';
import { checkCase, checkCoverage } from './checks/check-cases.ts';
import { checkCompatibility } from './checks/check-compatibility.ts';
import { checkCompensation } from './checks/check-compensation.ts';
import { checkCrash } from './checks/check-crash.ts';
import { checkErrors } from './checks/check-errors.ts';
import { checkHosts } from './checks/check-hosts.ts';
import { checkIdempotency } from './checks/check-idempotency.ts';
import { checkOptions } from './checks/check-options.ts';
import { checkPaging } from './checks/check-paging.ts';
import { checkPolling } from './checks/check-polling.ts';
import { checkConnections, checkSignIn } from './checks/check-sign-in.ts';
import { checkStreams } from './checks/check-streams.ts';
import { checkWebhooks } from './checks/check-webhooks.ts';
import { isActionCase, type Problems, type Subject } from './checks/subject.ts';
import { checkConnector } from './check-connector.ts';
import { toTest, type ConnectorTest } from './connector-test.ts';
import {
  nameOfCase,
  type ActionCase,
  type OptionsCase,
  type PollingCase,
  type StreamCase,
  type TestCase,
  type WebhookCase,
} from './test-case.ts';

type Find<Tried> = (subject: Subject, tried: Tried) => Promise<Problems>;
type Check<Tried> = readonly [name: string, find: Find<Tried>];

const OF_ACTIONS: readonly Check<ActionCase>[] = [
  ['C3 auth', checkSignIn],
  ['C4 errors', checkErrors],
  ['C5 paging', checkPaging],
  ['C6 idempotency', checkIdempotency],
  ['C7 crash', checkCrash],
  ['C8 compensation', checkCompensation],
  ['C12 cancel', checkCancel],
];
const OF_OPTIONS: readonly Check<OptionsCase>[] = [
  ['C12 cancel', checkCancel],
  ['C13 options', checkOptions],
];

/** Tests of a connector. `except`: checks, by number, that it need not pass. */
export function testsOf(subject: Subject, except: readonly string[]): readonly ConnectorTest[] {
  const { connector, about, cases, fake } = subject;
  const all = [
    toTest('C1 manifest', () => checkConnector(connector, about)),
    toTest('C14 compatibility', () => checkCompatibility(subject)),
    ...(cases.length === 0 ? [] : [toTest('cases', () => checkCoverage(subject))]),
    ...(cases.length === 0 ? [] : [toTest('C2 hosts', () => checkHosts(subject))]),
    ...(fake === undefined ? [] : [toTest('C3 connections', () => checkConnections(subject))]),
    ...cases.flatMap((tried) => testsOfCase(subject, tried)),
  ];
  return all.filter(({ name }) => !except.some((number) => name.split(/[ :]/)[0] === number));
}

function testsOfCase(subject: Subject, tried: TestCase): readonly ConnectorTest[] {
  if (isActionCase(tried)) return testsOfAction(subject, tried);
  if ('options' in tried) return [caseTest(subject, tried), ...toTests(OF_OPTIONS, subject, tried)];
  return [testOfTrigger(subject, tried)];
}

const caseTest = (subject: Subject, tried: ActionCase | OptionsCase): ConnectorTest =>
  toTest(`case: ${nameOfCase(tried)}`, () => checkCase(subject, tried));

function testsOfAction(subject: Subject, tried: ActionCase): readonly ConnectorTest[] {
  if (tried.fails !== undefined) return [caseTest(subject, tried)];
  return [caseTest(subject, tried), ...toTests(OF_ACTIONS, subject, tried)];
}

function toTests<Tried extends ActionCase | OptionsCase>(
  checks: readonly Check<Tried>[],
  subject: Subject,
  tried: Tried,
): readonly ConnectorTest[] {
  return checks.map(([name, find]) => toTest(`${name}: ${nameOfCase(tried)}`, () => find(subject, tried)));
}

function testOfTrigger(subject: Subject, tried: PollingCase | WebhookCase | StreamCase): ConnectorTest {
  const name = nameOfCase(tried);
  const kind = subject.connector.triggers?.[tried.trigger]?.kind;
  if ('happen' in tried && kind === 'polling') return toTest(`C9 polling: ${name}`, () => checkPolling(subject, tried));
  if ('delivery' in tried && kind === 'webhook')
    return toTest(`C10 webhook: ${name}`, () => checkWebhooks(subject, tried));
  if ('publish' in tried && kind === 'stream') return toTest(`C11 stream: ${name}`, () => checkStreams(subject, tried));
  const needed = { polling: '`happen`', webhook: '`delivery`', stream: '`publish` and `acknowledged`' };
  const said = `${subject.connector.name}/${tried.trigger}`;
  return toTest(`case: ${name}`, () => [
    kind === undefined
      ? `${said}: there is no such trigger.`
      : `${said}: the case of a ${kind} trigger has ${needed[kind]}.`,
  ]);
}

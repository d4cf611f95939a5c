// C3: a 401 ends in one refresh and a pause, and secrets stay out of sight.
import { openConnection } from '../platform/test-connection.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import { formsOfSecret } from '../recording/secret-forms.ts';
import type { ActionCase } from '../test-case.ts';
import type { Fault } from '../wire/faults.ts';
import { driveCase } from './drive-case.ts';
import { isHandled } from './expected-failure.ts';
import {
  actionOf,
  brokenPlatformOf,
  platformOf,
  prepare,
  tellOutcome,
  type Problems,
  type Subject,
} from './subject.ts';

/** Whether an action leaves a 401 to the platform, and shows no secret, whatever happens. */
export async function checkSignIn(subject: Subject, tried: ActionCase): Promise<Problems> {
  const member = `${subject.connector.name}/${tried.action}`;
  const isOf = (problem: string): string => `${member}: ${problem}`;
  const call = async (fault?: Fault): Promise<TestOutcome> => {
    prepare(subject, tried);
    const platform = fault === undefined ? platformOf(subject) : brokenPlatformOf(subject, () => fault);
    return driveCase(subject, tried, { platform });
  };
  const [good, refused, wrong] = [
    await call(),
    await call({ kind: 'status', status: 401 }),
    await call({ kind: 'status', status: 400 }),
  ];
  const leaks = [good, refused, wrong].flatMap((outcome) => leaksOf(outcome, secretsOf(subject, tried)));
  return [...new Set([...problemsOf401(subject, tried, refused), ...leaks])].map(isOf);
}

function problemsOf401(subject: Subject, tried: ActionCase, outcome: TestOutcome): Problems {
  const sent = outcome.sent.filter(({ isSignIn }) => !isSignIn);
  const [first] = sent;
  if (first === undefined || isHandled(actionOf(subject, tried), first.request, 401)) return [];
  const isRefreshable = refreshes(subject, tried);
  const expected = isRefreshable ? 2 : 1;
  const said = 'when the service answers 401,';
  return [
    ...(outcome.kind === 'threw' && outcome.error === 'Connector.Auth'
      ? []
      : [`${said} it was to end with Connector.Auth, and ${tellOutcome(outcome)}.`]),
    ...(sent.length === expected
      ? []
      : [
          `${said} it was to ask ${expected === 2 ? 'once more, after one refresh' : 'no more'}, and it sent ${sent.length} requests after ${outcome.refreshes} refreshes.`,
        ]),
  ];
}

function connectionOf({ connections }: Subject, { connection }: ActionCase) {
  const name = connection ?? Object.keys(connections)[0];
  return name === undefined ? undefined : connections[name];
}

function refreshes(subject: Subject, tried: ActionCase): boolean {
  const auth = subject.connector.auth?.[connectionOf(subject, tried)?.auth ?? ''];
  return auth?.kind === 'oauth2' || (auth?.kind === 'custom' && auth.exchange !== undefined);
}

function secretsOf(subject: Subject, tried: ActionCase): readonly string[] {
  const given = connectionOf(subject, tried);
  return given === undefined ? [] : Object.values(openConnection(subject.connector, 'test', given).current.secrets);
}

/** Where the connector itself has put a secret. What an answer echoes, the platform takes out. */
function leaksOf(outcome: TestOutcome, secrets: readonly string[]): Problems {
  const places = {
    'its log': JSON.stringify(outcome.log),
    ...(outcome.kind === 'returned'
      ? { 'its output': JSON.stringify(outcome.output) }
      : { 'its error': outcome.message }),
  };
  return Object.entries(places).flatMap(([place, text]) =>
    secrets.some((secret) => formsOfSecret(secret).some((form) => text.includes(form)))
      ? [`${place} shows a secret of the connection.`]
      : [],
  );
}

/** Whether the test of each connection says yes to good credentials, and tells bad ones. */
export async function checkConnections(subject: Subject): Promise<Problems> {
  const problems: string[] = [];
  if (subject.fake === undefined) return problems;
  for (const [name, { auth }] of Object.entries(subject.connections)) {
    if (subject.connector.auth?.[auth]?.test === undefined) continue;
    const said = `${subject.connector.name}: the test of the connection "${name}"`;
    subject.fake.reset();
    const good = await platformOf(subject).testConnection(name);
    if (good.kind === 'threw') problems.push(`${said} was to work, and ${tellOutcome(good)}.`);
    const refused = await brokenPlatformOf(subject, () => ({ kind: 'status', status: 401 })).testConnection(name);
    if (refused.kind === 'returned' || refused.error !== 'Connector.Auth')
      problems.push(`${said} was to end with Connector.Auth after a 401, and ${tellOutcome(refused)}.`);
  }
  return problems;
}

// That every member is tried, and that cases end as they say.
import type { JsonValue } from '../../json.ts';
import type { TestOutcome, TestPlatform } from '../platform/test-platform.ts';
import type { ActionCase, OptionsCase, TestCase } from '../test-case.ts';
import { platformOf, prepare, tellOutcome, type Problems, type Subject } from './subject.ts';

/** Members that no case tries. */
export function checkCoverage({ connector, cases }: Subject): Problems {
  const tried = new Set(
    cases.map((found) => ('action' in found ? found.action : 'options' in found ? found.options : found.trigger)),
  );
  const working = new Set(cases.flatMap((found) => ('fails' in found ? [] : [memberOf(found)])));
  const members = [connector.actions, connector.triggers ?? {}, connector.options ?? {}].flatMap(Object.keys);
  return members.flatMap((member) => {
    if (!tried.has(member)) return [`${connector.name}/${member}: no case tries it.`];
    return working.has(member) ? [] : [`${connector.name}/${member}: no case shows it working.`];
  });
}

const memberOf = (found: TestCase): string =>
  'action' in found ? found.action : 'options' in found ? found.options : found.trigger;

/** Whether a case of an action, or of options, ends as it says. `around`: who answers, when it is not the fake. */
export async function checkCase(
  subject: Subject,
  tried: ActionCase | OptionsCase,
  platform: TestPlatform = platformOf(subject),
): Promise<Problems> {
  prepare(subject, tried);
  const outcome = await callCase(platform, tried);
  const member = `${subject.connector.name}/${memberOf(tried)}`;
  const complaints = (subject.fake?.complaints ?? []).map(
    (complaint) => `${member}: the API's description does not have this request: ${complaint}`,
  );
  return [...complaints, ...problemsOfEnd(outcome, tried).map((problem) => `${member}: ${problem}`)];
}

/** Calls what a case is for. */
export function callCase(
  platform: TestPlatform,
  tried: ActionCase | OptionsCase,
  signal?: AbortSignal,
): Promise<TestOutcome> {
  const call = { connection: tried.connection, ...(signal === undefined ? {} : { signal }) };
  if ('action' in tried) return platform.callAction(tried.action, tried.input, call);
  const { input = {}, search } = tried;
  return platform.listOptions(tried.options, { input, ...(search === undefined ? {} : { search }) }, call);
}

function problemsOfEnd(outcome: TestOutcome, tried: ActionCase | OptionsCase): Problems {
  const fails = 'fails' in tried ? tried.fails : undefined;
  if (fails !== undefined) {
    if (outcome.kind === 'threw' && outcome.error === fails) return [];
    return [`it was to end with ${fails}, and ${tellOutcome(outcome)}.`];
  }
  if (outcome.kind === 'threw') return [`it was to work, and ${tellOutcome(outcome)}.`];
  if (tried.output === undefined) return [];
  const [expected, got] = [tried.output, outcome.output].map(toText);
  return expected === got ? [] : [`it was to give ${expected}, and gave ${got}.`];
}

/** Whatever the order of members. */
function toText(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

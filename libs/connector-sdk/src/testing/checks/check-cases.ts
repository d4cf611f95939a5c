// That every member is tried, and that cases end as they say.
import { canPause } from '../../hosting/call-pauses.ts';
import type { JsonValue } from '../../json.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import type { TestPlatform } from '../platform/test-platform.ts';
import type { ActionCase, OptionsCase, TestCase } from '../test-case.ts';
import { driveCase } from './drive-case.ts';
import { platformOf, prepare, tellOutcome, type Problems, type Subject } from './subject.ts';

/** Members that no case tries. */
export function checkCoverage({ connector, cases }: Subject): Problems {
  const tried = new Set(
    cases.map((found) => ('action' in found ? found.action : 'options' in found ? found.options : found.trigger)),
  );
  const working = new Set(cases.flatMap((found) => ('fails' in found ? [] : [memberOf(found)])));
  const members = [connector.actions, connector.triggers ?? {}, connector.options ?? {}].flatMap(Object.keys);
  const untried = members.flatMap((member) => {
    if (!tried.has(member)) return [`${connector.name}/${member}: no case tries it.`];
    return working.has(member) ? [] : [`${connector.name}/${member}: no case shows it working.`];
  });
  return [...untried, ...unpausedOf({ connector, cases })];
}

/** Actions that may pause, and never do. */
function unpausedOf({ connector, cases }: Pick<Subject, 'connector' | 'cases'>): Problems {
  const pausing = new Set(
    cases.flatMap((found) => ('action' in found && (found.pauses ?? []).length > 0 ? [found.action] : [])),
  );
  return Object.entries(connector.actions)
    .filter(([name, action]) => canPause(action) && !pausing.has(name))
    .map(([name]) => `${connector.name}/${name}: it has a \`resume\`, and no case shows it pausing (\`pauses\`).`);
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
  const outcome = await callCase(subject, tried, { platform });
  const member = `${subject.connector.name}/${memberOf(tried)}`;
  const complaints = (subject.fake?.complaints ?? []).map(
    (complaint) => `${member}: the API's description does not have this request: ${complaint}`,
  );
  const problems = [...problemsOfEnd(outcome, tried), ...problemsOfPauses(outcome.pauses, tried)];
  return [...complaints, ...problems.map((problem) => `${member}: ${problem}`)];
}

/** Calls what a case is for. */
export async function callCase(
  subject: Subject,
  tried: ActionCase | OptionsCase,
  { platform = platformOf(subject), signal }: { readonly platform?: TestPlatform; readonly signal?: AbortSignal } = {},
): Promise<TestOutcome & { readonly pauses: number }> {
  const call = signal === undefined ? {} : { signal };
  if ('action' in tried) return driveCase(subject, tried, { platform, ...call });
  const { input = {}, search, connection } = tried;
  const request = { input, ...(search === undefined ? {} : { search }) };
  return { ...(await platform.listOptions(tried.options, request, { connection, ...call })), pauses: 0 };
}

function problemsOfPauses(pauses: number, tried: ActionCase | OptionsCase): Problems {
  const expected = 'action' in tried ? (tried.pauses ?? []).length : 0;
  return pauses === expected ? [] : [`it was to pause ${expected} times, and paused ${pauses} times.`];
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

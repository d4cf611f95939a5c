// C13: a list of options is there whatever was filled in, and says why when it is not.
import Schema from 'typebox/schema';
import type { OptionList } from '../../connector.ts';
import type { JsonObject } from '../../json.ts';
import { t } from '../../schema.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import type { OptionsCase } from '../test-case.ts';
import type { Fault } from '../wire/faults.ts';
import { brokenPlatformOf, platformOf, prepare, tellOutcome, type Problems, type Subject } from './subject.ts';

const List = t.Object({
  items: t.Array(t.Object({ value: t.Json(), label: t.String(), hint: t.Optional(t.String()) })),
  next: t.Optional(t.Union([t.String(), t.Null()])),
  reason: t.Optional(t.String()),
});
const NO_MATCH = 'zzzz-nothing-is-called-this';
const FAULTS: Readonly<Record<string, Fault>> = {
  'answers 401': { kind: 'status', status: 401 },
  'answers 404': { kind: 'status', status: 404 },
  'answers 500': { kind: 'status', status: 500 },
  'answers with a page of HTML': { kind: 'html' },
  'answers with JSON that breaks off': { kind: 'truncated' },
};

/** Asks for options with everything, with nothing, and of a service that fails. */
export async function checkOptions(subject: Subject, tried: OptionsCase): Promise<Problems> {
  const ask = (
    request: { readonly input: JsonObject; readonly search?: string },
    fault?: Fault,
  ): Promise<TestOutcome> => {
    prepare(subject, tried);
    const platform = fault === undefined ? platformOf(subject) : brokenPlatformOf(subject, () => fault);
    return platform.listOptions(tried.options, request, { connection: tried.connection });
  };
  const { input = {} } = tried;
  const problems = [
    ...problemsOfList('as the case asks,', await ask({ input })),
    ...problemsOfList('when nothing is filled in yet,', await ask({ input: {} })),
    ...problemsOfList('when nothing is found,', await ask({ input, search: NO_MATCH })),
  ];
  for (const [what, fault] of Object.entries(FAULTS)) {
    const outcome = await ask({ input }, fault);
    const said = `when the service ${what},`;
    // One of the three failures is shown to whoever fills in the form; a defect says nothing to them.
    if (outcome.kind === 'returned') problems.push(...problemsOfShape(said, outcome));
    else if (outcome.error === 'States.TaskFailed') problems.push(`${said} it breaks: ${outcome.message}`);
  }
  return problems.map((problem) => `${subject.connector.name}/${tried.options}: ${problem}`);
}

function problemsOfList(said: string, outcome: TestOutcome): Problems {
  if (outcome.kind === 'threw')
    return [`${said} it was to give a list, an empty one with a \`reason\` at least, and ${tellOutcome(outcome)}.`];
  return problemsOfShape(said, outcome);
}

function problemsOfShape(said: string, { output }: Extract<TestOutcome, { readonly kind: 'returned' }>): Problems {
  const [isFine, errors] = Schema.Errors(List, output);
  if (!isFine)
    return errors
      .slice(0, 3)
      .map(({ instancePath, message }) => `${said} it gives no list of options: ${instancePath || '/'} ${message}.`);
  const { items } = output as unknown as OptionList;
  const values = items.map(({ value }) => JSON.stringify(value));
  return new Set(values).size === values.length ? [] : [`${said} it offers a value twice.`];
}

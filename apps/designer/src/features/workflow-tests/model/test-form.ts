import { checkSchema, taskMocksSchema, workflowTestSchema, type JsonValue, type WorkflowTest } from '@millrace/machine';
import { isSame, parseJson } from '../../../lib/json.ts';

/** A test as it is typed. */
export interface TestForm {
  readonly name: string;
  /** Empty: started by hand. */
  readonly trigger: string;
  readonly input: string;
  readonly mocks: string;
  readonly expect: string;
}
export type TestPart = 'input' | 'mocks' | 'expect';
/** What is typed, as a test; or why it is none, by part. */
export type ReadForm =
  | { readonly test: WorkflowTest; readonly problems?: never }
  | { readonly test?: never; readonly problems: Readonly<Partial<Record<TestPart, string>>> };

const asText = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** A test as text that can be edited. */
export function formOf({ name, trigger = '', input = {}, mocks = {}, expect }: WorkflowTest): TestForm {
  return { name, trigger, input: asText(input), mocks: asText(mocks), expect: asText(expect) };
}

const SCHEMAS: Readonly<Record<TestPart, JsonValue>> = {
  input: {},
  mocks: taskMocksSchema,
  expect: workflowTestSchema.properties.expect,
};
const PARTS = ['input', 'mocks', 'expect'] as const;

/** Reads what was typed. `notJson` puts the parser's words into a sentence. */
export function readForm(form: TestForm, notJson: (why: string) => string): ReadForm {
  const read = PARTS.map((part) => ({ part, ...readPart(form[part], SCHEMAS[part], notJson) }));
  const problems = read.flatMap(({ part, problem }) => (problem === '' ? [] : [[part, problem] as const]));
  if (problems.length > 0) return { problems: Object.fromEntries(problems) };
  const [input, mocks, expect] = read.map(({ value }) => value);
  const { trigger } = form;
  const hasMocks = Object.keys(mocks as object).length > 0;
  return {
    test: {
      name: form.name.trim(),
      ...{ input: input as JsonValue },
      ...(trigger === '' ? {} : { trigger }),
      ...(hasMocks ? { mocks: mocks as NonNullable<WorkflowTest['mocks']> } : {}),
      expect: expect as WorkflowTest['expect'],
    },
  };
}

function readPart(text: string, schema: JsonValue, notJson: (why: string) => string) {
  const { value, problem } = parseJson(text);
  if (problem !== '') return { value, problem: notJson(problem) };
  const [violation] = checkSchema(schema, value as JsonValue);
  if (violation === undefined) return { value, problem: '' };
  const { path, message } = violation;
  return { value, problem: path === '' ? `It ${message}.` : `${path} ${message}.` };
}

/** Whether what is typed says something else than the test does. */
export const isEdited = (form: TestForm, test: WorkflowTest): boolean => !isSame(form, formOf(test));

// A draft may be any JSON. This tells whether it can be drawn and edited as a workflow; if not, it is edited as JSON.
import type { JsonValue, StateType, Trigger } from '@millrace/machine';
import { isList, isObject, pointerPart } from './json.ts';

/** Gives the JSON Pointer of the first member that is not as it must be. */
type Check = (value: JsonValue | undefined, path: string) => string | undefined;

const text: Check = (value, path) => (typeof value === 'string' ? undefined : path);
const number: Check = (value, path) => (typeof value === 'number' ? undefined : path);
const textOrBoolean: Check = (value, path) => (typeof value === 'boolean' ? undefined : text(value, path));
const anyObject: Check = (value, path) => (isObject(value) ? undefined : path);
const optional =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

function firstOf<Item>(items: Iterable<Item>, find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const list =
  (item: Check): Check =>
  (value, path) =>
    isList(value) ? firstOf(value.entries(), ([index, member]) => item(member, `${path}/${index}`)) : path;
const record =
  (member: Check): Check =>
  (value, path) =>
    isObject(value)
      ? firstOf(Object.entries(value), ([name, item]) => member(item, `${path}/${pointerPart(name)}`))
      : path;
const members =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) =>
    isObject(value) ? firstOf(Object.entries(checks), ([name, check]) => check(value[name], `${path}/${name}`)) : path;

const WAYS = {
  Next: optional(text),
  Comment: optional(text),
  Assign: optional(anyObject),
  Retry: optional(list(members({ ErrorEquals: list(text) }))),
  Catch: optional(list(members({ ErrorEquals: list(text), Next: optional(text) }))),
};
/** A machine inside of a state. One in which there is nothing yet is an empty lane. */
const inner: Check = (value, path) =>
  members({ StartAt: optional(text), States: optional(record(state)) })(value, path);
const STATES: Readonly<Record<StateType, Check>> = {
  Pass: members(WAYS),
  Task: members({ ...WAYS, Resource: text }),
  Choice: members({
    ...WAYS,
    Choices: list(members({ Condition: textOrBoolean, Next: optional(text), Assign: optional(anyObject) })),
    Default: optional(text),
  }),
  Wait: members(WAYS),
  Succeed: members(WAYS),
  Fail: members({ ...WAYS, Error: optional(text), Cause: optional(text) }),
  Parallel: members({ ...WAYS, Branches: optional(list(inner)) }),
  Map: members({ ...WAYS, ItemProcessor: optional(inner) }),
};
const state: Check = (value, path) => {
  const type = isObject(value) ? value.Type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(STATES, type)) return isObject(value) ? `${path}/Type` : path;
  return STATES[type as StateType](value, path);
};
const machine = members({ StartAt: text, States: record(state) });
const TRIGGERS: Readonly<Record<Trigger['type'], Check>> = {
  webhook: members({ path: text, dedupe: optional(text), dedupeDays: optional(number) }),
  form: members({ path: text, title: optional(text), key: optional(text) }),
  // One that does not say yet when it fires is drawn, and has a problem.
  schedule: members({ cron: optional(text), timeZone: optional(text), everySeconds: optional(number) }),
  call: anyObject,
  connector: members({
    use: text,
    ...{ connection: optional(text), arguments: optional(anyObject) },
    ...{ dedupe: optional(text), key: optional(text), start: optional(text) },
  }),
};
const trigger: Check = (value, path) => {
  const type = isObject(value) ? value.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(TRIGGERS, type)) return isObject(value) ? `${path}/type` : path;
  return TRIGGERS[type as Trigger['type']](value, path);
};

const document = members({
  title: optional(text),
  triggers: optional(record(trigger)),
  connectors: optional(record(text)),
  settings: optional(members({ skip: optional(list(text)) })),
  machine,
});

/** The JSON Pointer of what keeps a document from being drawn; `undefined` when nothing does. */
export function findMisfit(value: unknown): string | undefined {
  return document(value as JsonValue, '');
}

/** Whether a value is a state that could be drawn. */
export const isState = (value: JsonValue | undefined): boolean => state(value, '') === undefined;

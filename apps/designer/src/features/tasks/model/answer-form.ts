import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';
import type { TaskAnswer, TaskDetail } from '../../../lib/contract.ts';

/** What `Catch` and the run's page name a rejection by. */
const REJECTED = 'Task.Rejected';
/** The member that "Approve" and "Reject" answer, where the schema has it. */
const APPROVED = 'approved';

/** How a task is answered: what is filled in, and what its buttons do. */
export interface AnswerForm {
  /** Without the member that the buttons answer. Absent: any JSON. */
  readonly schema?: JsonObject;
  /** `value`: rejecting is an answer too. `error`: it fails the step. `none`: nobody can reject what waits to be called. */
  readonly rejects: 'value' | 'error' | 'none';
  /** Whether its main button approves, rather than sends what was filled in. */
  readonly approves: boolean;
  /** What it begins with. */
  readonly value: JsonValue;
}

/** The form of a task: a boolean member named `approved` is what the two buttons say. */
export function answerFormOf({ kind, schema: given }: Pick<TaskDetail, 'kind' | 'schema'>): AnswerForm {
  if (kind === 'callback') return { rejects: 'none', approves: false, value: {} };
  const schema = given as JsonObject | undefined;
  if (schema === undefined) return { rejects: 'error', approves: true, value: { [APPROVED]: true } };
  const { properties, required } = schema;
  const members = isObject(properties) ? properties : undefined;
  if (members === undefined) return { rejects: 'error', approves: false, value: null };
  const asked = members[APPROVED];
  if (!isObject(asked) || asked.type !== 'boolean') return { schema, rejects: 'error', approves: false, value: {} };
  const { [APPROVED]: _, ...others } = members;
  return {
    schema: {
      ...schema,
      properties: others,
      ...(isList(required) ? { required: required.filter((name) => name !== APPROVED) } : {}),
    },
    rejects: 'value',
    approves: true,
    value: {},
  };
}

/** What is sent when the main button is pressed. */
export function approvalOf({ rejects }: AnswerForm, value: JsonValue): TaskAnswer {
  return { output: rejects === 'value' && isObject(value) ? { ...value, [APPROVED]: true } : value };
}

/** What is sent when somebody rejects. */
export function rejectionOf({ rejects }: AnswerForm, value: JsonValue, reason: string): TaskAnswer {
  if (rejects === 'value') return { output: { ...(isObject(value) ? value : {}), [APPROVED]: false } };
  return { error: REJECTED, cause: reason };
}

/** What became of a task, as its page has seen: it did that, or heard that somebody else was faster. */
export type TaskOutcome = 'approved' | 'rejected' | 'sent' | 'raced' | 'else';

import {
  pointerTo,
  type ConnectorTrigger,
  type JsonObject,
  type JsonValue,
  type TaskState,
  type Trigger,
  type WorkflowDocument,
} from '@millrace/machine';

/** Something in a document that calls a connector, or that a connector starts. */
export interface ConnectorCall {
  /** JSON Pointer of what the call is written in. */
  readonly path: string;
  readonly kind: 'action' | 'trigger';
  readonly connector: string;
  readonly member: string;
  readonly connection?: string;
  /** Where its arguments stand, below `path`. */
  readonly argumentsName: 'Arguments' | 'arguments';
  readonly arguments?: JsonValue;
  /** Its output is another one's: that of whoever answers its token. */
  readonly awaitsToken: boolean;
}

const ACTION = /^connector:([a-z0-9-]+)\/([a-z0-9_-]+)(\.waitForTaskToken)?$/;
const TRIGGER = /^([a-z0-9-]+)\/([a-z0-9_-]+)$/;

/** All calls of connectors in a document that has been checked, wherever they are, and what undoes them. */
export function findConnectorCalls({ machine, triggers = {} }: WorkflowDocument): readonly ConnectorCall[] {
  const found = Object.entries(triggers).flatMap(([id, trigger]) => callOfTrigger(id, trigger));
  const left: (readonly [machine: JsonObject, path: string])[] = [[machine as unknown as JsonObject, '/machine']];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [{ States }, path] = next;
    for (const [name, state] of Object.entries(objectOf(States))) {
      const at = pointerTo(`${path}/States`, name);
      const own = objectOf(state);
      found.push(...callOfTask(own, at), ...callOfTask(objectOf(own.Compensate), `${at}/Compensate`));
      left.push(...innerMachines(own, at));
    }
  }
  return found;
}

function innerMachines({ Branches, ItemProcessor }: JsonObject, path: string) {
  const branches = Array.isArray(Branches) ? (Branches as readonly JsonValue[]) : [];
  return [
    ...branches.map((branch, index) => [objectOf(branch), `${path}/Branches/${index}`] as const),
    [objectOf(ItemProcessor), `${path}/ItemProcessor`] as const,
  ];
}

function callOfTask(task: JsonObject, path: string): readonly ConnectorCall[] {
  const { Resource, Arguments, Credentials } = task as Partial<TaskState>;
  const [, connector, member, token] = (typeof Resource === 'string' ? ACTION.exec(Resource) : null) ?? [];
  if (connector === undefined || member === undefined) return [];
  const connection = Credentials?.Connection;
  const about = { path, kind: 'action' as const, connector, member, argumentsName: 'Arguments' as const };
  return [{ ...about, awaitsToken: token !== undefined, ...given(connection, Arguments) }];
}

function callOfTrigger(id: string, trigger: Trigger): readonly ConnectorCall[] {
  if (trigger.type !== 'connector') return [];
  const { use, connection, arguments: values }: ConnectorTrigger = trigger;
  const [, connector, member] = TRIGGER.exec(use) ?? [];
  if (connector === undefined || member === undefined) return [];
  const path = pointerTo('/triggers', id);
  const about = { path, kind: 'trigger' as const, connector, member, argumentsName: 'arguments' as const };
  return [{ ...about, awaitsToken: false, ...given(connection, values) }];
}

const given = (connection: string | undefined, values: JsonValue | undefined) => ({
  ...(connection === undefined || connection === '' ? {} : { connection }),
  ...(values === undefined ? {} : { arguments: values }),
});

/** A value with members; anything else has none. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

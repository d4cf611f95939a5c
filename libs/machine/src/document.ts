import type { JsonObject, JsonValue } from './json.ts';
import type { Machine } from './machine.ts';

/** The envelope around a machine: one workflow as one JSON document. */
export interface WorkflowDocument {
  readonly millrace: 1;
  /** URL-safe slug, unique in the workspace: `[a-z0-9-]{1,64}`. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** Trigger id -> trigger. The id is stable over edits. */
  readonly triggers?: Readonly<Record<string, Trigger>>;
  /** JSON Schema of the machine's input. */
  readonly input?: JsonObject;
  readonly output?: JsonObject;
  /** Connector name -> exact version. */
  readonly connectors?: Readonly<Record<string, string>>;
  readonly settings?: WorkflowSettings;
  readonly machine: Machine;
  readonly tests?: readonly JsonValue[];
}

export type Trigger = WebhookTrigger | CallTrigger;

export interface WebhookTrigger {
  readonly type: 'webhook';
  /** Below `/hooks/<workspace>/`; segments of `[A-Za-z0-9._~-]`. */
  readonly path: string;
  /** Default: any. Upper case. */
  readonly methods?: readonly string[];
  /** `accepted` (default): 202 once durable. `result`: the machine's output. */
  readonly respond?: 'accepted' | 'result';
  /** Expression over `$states.input`; events with one key inside the window start one run. */
  readonly dedupe?: string;
  readonly verify?: 'none';
}

export interface CallTrigger {
  readonly type: 'call';
}

export interface WorkflowSettings {
  /** `step` (default): a result is durable before the next task starts. `run`: only start and end are. */
  readonly durability?: 'step' | 'run';
  /** Higher first among waiting runs. */
  readonly priority?: number;
  /** Names of states that pass their input through. */
  readonly skip?: readonly string[];
}

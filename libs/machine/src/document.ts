import type { JsonObject } from './json.ts';
import type { Machine } from './machine.ts';
import type { WorkflowTest } from './workflow-test.ts';

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
  /** Run by the designer, the API and the command line, and when the workflow is published. */
  readonly tests?: readonly WorkflowTest[];
}

export type Trigger = WebhookTrigger | FormTrigger | ScheduleTrigger | CallTrigger | ConnectorTrigger;

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
  /** Days that a dedupe key is remembered: 1 to 30, default 7. */
  readonly dedupeDays?: number;
  /** Expression over `$states.input`; events with one key run in the order of acceptance, one at a time. */
  readonly key?: string;
  readonly verify?: SignatureScheme | HmacVerification;
  /** The connection that holds the secret of `verify`. */
  readonly connection?: string;
}

export type SignatureScheme = 'none' | 'standard-webhooks' | 'github' | 'stripe' | 'slack';
/** A signature over the raw body that no scheme names. */
export interface HmacVerification {
  readonly type: 'hmac';
  /** Lower case. */
  readonly header: string;
  readonly algorithm?: 'sha256' | 'sha1' | 'sha512';
  readonly encoding?: 'hex' | 'base64';
  /** Stands before the signature in the header: `sha256=`. */
  readonly prefix?: string;
}

/** A page with a form made from the workflow's input schema. */
export interface FormTrigger {
  readonly type: 'form';
  /** Below `/forms/<workspace>/`. */
  readonly path: string;
  readonly title?: string;
  readonly respond?: 'accepted' | 'result';
  readonly key?: string;
}

/** Either `cron` or `everySeconds`. */
export interface ScheduleTrigger {
  readonly type: 'schedule';
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron?: string;
  /** IANA name; default UTC. With `cron`. */
  readonly timeZone?: string;
  /** At least 10; counted from the moment of publishing. */
  readonly everySeconds?: number;
  /** What becomes of ticks that are more than 60 s late; default `fireOnce`. */
  readonly misfire?: 'fireOnce' | 'skip' | 'fireAll';
}

export interface CallTrigger {
  readonly type: 'call';
}

/** What a connector tells of. The machine's input is one item: `{ id, data, at?, key? }`. */
export interface ConnectorTrigger {
  readonly type: 'connector';
  /** `<connector>/<trigger>`. */
  readonly use: string;
  /** Name of the connection that it asks with. */
  readonly connection?: string;
  /** Fit the trigger's input schema; no expressions. */
  readonly arguments?: JsonObject;
  /** Expression over `$states.input`; default: the item's id. Items with one key inside seven days start one run. */
  readonly dedupe?: string;
  /** Expression over `$states.input`; default: the item's key. */
  readonly key?: string;
  /** ISO 8601. What happened before is left out; default: before the trigger was first published. */
  readonly start?: string;
}

export interface WorkflowSettings {
  /** `step` (default): a result is durable before the next task starts. `run`: only start and end are. */
  readonly durability?: 'step' | 'run';
  /** Higher first among waiting runs. */
  readonly priority?: number;
  /** Names of states that pass their input through. */
  readonly skip?: readonly string[];
  /** State -> JSON Schema of what it may be answered with, for those that wait for their token; the form of its task. */
  readonly answers?: Readonly<Record<string, JsonObject>>;
  readonly concurrency?: ConcurrencySettings;
  /** Starts per time, per workflow or per key. More wait. */
  readonly rate?: { readonly limit: number; readonly perSeconds: number; readonly key?: string };
  /** Keep the last event (per key of the trigger, when it has one) of so many quiet seconds; the others end as cancelled. */
  readonly debounceSeconds?: number;
  readonly retention?: {
    /** How long runs that succeeded are kept, in days; default 30. */
    readonly succeededDays?: number;
    /** All others; default 90. */
    readonly failedDays?: number;
    /** What is kept of inputs and outputs once a run has ended; default `full`. */
    readonly payloads?: 'full' | 'errors' | 'none';
  };
  /** Name of the workflow that is called with a failed run. */
  readonly onFailure?: string;
  /** Failed runs are dead letters too: to be mended and tried again until one of them succeeds. */
  readonly deadLetterFailedRuns?: boolean;
  /** `required`: nothing is published while a test fails. `optional` (default): what fails is told of. */
  readonly tests?: 'optional' | 'required';
  /** Name -> expression over `$states.input`; indexed, so that runs are found by it. */
  readonly searchAttributes?: Readonly<Record<string, string>>;
}

/** Runs of the workflow, or of one key, that may be unfinished at once. */
export interface ConcurrencySettings {
  readonly max: number;
  /** Expression over `$states.input`. */
  readonly key?: string;
  /** What becomes of a run past `max`; default `queue`. */
  readonly overlap?: 'queue' | 'skip' | 'cancelOldest';
  /** Runs that may wait for their turn; more are refused. */
  readonly backlog?: number;
}

/** The API's shapes, by the names the screens use. */

export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'compensating',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'compensated',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
/** Also what a step in progress, or one the canvas dims, may be. */
export type StepStatus = RunStatus | 'retrying' | 'skipped' | 'outcome_unknown';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface Session {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly role: string;
  readonly workspace: { readonly id: string; readonly slug: string; readonly name: string };
  readonly permissions: readonly string[];
}

export interface Setup {
  readonly ownerExists: boolean;
  readonly needsToken: boolean;
  readonly version: string;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

export interface Version {
  readonly id: string;
  readonly number: number;
  readonly contentHash: string;
  readonly note: string;
  readonly publishedAt: string;
  readonly publishedBy?: string;
  readonly live: boolean;
}

export interface TriggerSummary {
  readonly id: string;
  readonly type: 'webhook' | 'call';
  readonly path?: string;
  readonly url?: string;
}

export interface Workflow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly liveVersion?: Version;
  readonly draftChanged: boolean;
  readonly lastRun?: { readonly id: string; readonly status: RunStatus; readonly acceptedAt: string };
  readonly triggers: readonly TriggerSummary[];
}

export interface Draft {
  readonly name: string;
  readonly document: unknown;
  readonly revision: number;
  readonly updatedAt: string;
}

export interface Run {
  readonly id: string;
  readonly workflow: { readonly id: string; readonly name: string };
  readonly version: number;
  readonly versionId: string;
  readonly status: RunStatus;
  readonly trigger: { readonly id: string; readonly type: 'webhook' | 'call' | 'manual' };
  readonly acceptedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly durationMs?: number;
  readonly availableAt?: string;
  readonly currentState?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly failedPath?: string;
  readonly stepCount: number;
}

export interface RunWithPayload extends Run {
  readonly input: unknown;
  readonly output?: unknown;
}

export interface Attempt {
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly error?: { readonly error: string; readonly cause: string };
  readonly delayMs?: number;
}

export interface LogLine {
  readonly at: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: unknown;
}

export interface Step {
  readonly sequence: number;
  readonly path: string;
  readonly state: string;
  readonly type: string;
  readonly resource?: string;
  readonly status: 'succeeded' | 'failed';
  readonly input?: unknown;
  readonly arguments?: unknown;
  readonly output?: unknown;
  readonly assigned?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly next?: string;
  readonly attempts: readonly Attempt[];
  readonly log: readonly LogLine[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
}

export interface StepPage {
  readonly items: readonly Step[];
  readonly nextAfter?: number;
}

export interface RunEvent {
  readonly kind: 'run.accepted' | 'run.started' | 'run.waiting' | 'run.ended' | 'step.started' | 'step.ended';
  readonly runId: string;
  readonly workflow: string;
  readonly at: string;
  readonly status?: RunStatus;
  readonly until?: string;
  readonly path?: string;
  readonly state?: string;
  readonly step?: Step;
}

export interface ConnectorAction {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effects: 'read' | 'write';
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

/** A connector as the catalogue and the canvas show it. */
export interface ConnectorDescription {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** SVG text. */
  readonly icon: string;
  readonly actions: readonly ConnectorAction[];
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt?: string;
}

export interface NewApiKey extends ApiKey {
  readonly key: string;
}

export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** An `application/problem+json` body. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors: readonly Finding[];
  readonly runId?: string;
}

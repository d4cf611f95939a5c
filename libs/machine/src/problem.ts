import type { RunLimit } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** One finding about a workflow document. */
export interface Problem {
  /** Stable: `area.what_happened`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** JSON Pointer (RFC 6901) into the document. */
  readonly path: string;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
}

/** What checking needs to know of one expression (without its `{% %}`). */
export interface ExpressionInspection {
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly position?: number;
    readonly hint?: string;
  }[];
  /** Names read without `$`, `states` included, but not ones the expression binds itself, nor built-in functions. */
  readonly freeVariables: readonly string[];
  /** The members of `$states` that are read: `input`, `result`, `errorOutput`, `context`. */
  readonly statesMembers: readonly string[];
}

/** What the checker is told about the world outside the document. All optional: what is unknown is not checked. */
export interface ValidationContext {
  inspectExpression(source: string): ExpressionInspection;
  /** What an expression gives, in words, where that certainly does not fit a schema: `a text`. */
  misfitOf?(source: string, schema: JsonObject): string | undefined;
  /** The action behind `connector:<name>/<action>`, or why there is none. */
  findAction?(connector: string, action: string): ActionSummary | { readonly missing: 'connector' | 'action' };
  /** The trigger behind `<connector>/<trigger>`, or why there is none. */
  findTrigger?(connector: string, trigger: string): TriggerSummary | { readonly missing: 'connector' | 'trigger' };
  /** Names of existing connections. */
  readonly connections?: readonly string[];
  /** Connector name -> installed versions. */
  readonly connectorVersions?: Readonly<Record<string, readonly string[]>>;
  /** Whether the workspace has a workflow of this name. */
  hasWorkflow?(name: string): boolean;
  /** What is not named has the default. */
  readonly limits?: Partial<DocumentLimits>;
}
/** What a document may grow to: `workflow.too_large`. */
export interface DocumentLimits {
  /** Characters of JSON. Default 2 Mi. */
  readonly characters: RunLimit;
  /** States, nested ones counted. Default 1,000. */
  readonly states: RunLimit;
  /** Levels of composite states. Default 10. */
  readonly nesting: RunLimit;
  /** Branches of one Parallel. Default 100. */
  readonly branches: RunLimit;
}
export interface ActionSummary {
  /** JSON Schema 2020-12 of the arguments. */
  readonly input: JsonObject;
  readonly output?: JsonObject;
}

export interface TriggerSummary {
  /** JSON Schema 2020-12 of the arguments. */
  readonly input: JsonObject;
}

/** Checks one JSON document of any shape; returns every problem, in document order. */
export type Validate = (document: JsonValue, context: ValidationContext) => readonly Problem[];

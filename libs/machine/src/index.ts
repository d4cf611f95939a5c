export type { JsonObject, JsonValue } from './json.ts';
export type {
  Catcher,
  ChoiceRule,
  ChoiceState,
  Compensate,
  FailState,
  Machine,
  MapState,
  ParallelState,
  PassState,
  Retrier,
  State,
  StateType,
  SucceedState,
  TaskState,
  Template,
  WaitState,
} from './machine.ts';
export type {
  CallTrigger,
  ConcurrencySettings,
  FormTrigger,
  HmacVerification,
  ScheduleTrigger,
  SignatureScheme,
  Trigger,
  WebhookTrigger,
  WorkflowDocument,
  WorkflowSettings,
} from './document.ts';
export type {
  AttemptRecord,
  Checkpoint,
  Compensation,
  EvaluationSite,
  Host,
  InterpretOptions,
  JournalEntry,
  MachineError,
  Outcome,
  PendingCall,
  PendingStep,
  Scope,
  StepEvent,
  TaskCall,
  TaskResult,
  Variables,
} from './host.ts';
export type { ActionSummary, ExpressionInspection, Problem, Validate, ValidationContext } from './problem.ts';
export { matchesError } from './failure.ts';
export { initialCheckpoint, interpret } from './interpret.ts';
export { expressionOf } from './template.ts';
export { formatTimestamp, parseTimestamp } from './timestamp.ts';
export { checkSchema, type SchemaViolation } from './validate/check-schema.ts';
export { validate } from './validate/validate.ts';
export { machineSchema, workflowSchema } from './validate/workflow-schema.ts';

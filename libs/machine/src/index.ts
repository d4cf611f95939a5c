export type { JsonObject, JsonValue } from './json.ts';
export type { Catcher, ChoiceRule, ChoiceState, Compensate, FailState, Machine, MapState } from './machine.ts';
export type { ParallelState, PassState, Retrier, State, StateType, SucceedState, TaskState } from './machine.ts';
export type { Template, WaitState } from './machine.ts';
export type { CallTrigger, ConcurrencySettings, ConnectorTrigger, FormTrigger, HmacVerification } from './document.ts';
export type { ScheduleTrigger, SignatureScheme, Trigger, WebhookTrigger } from './document.ts';
export type { WorkflowDocument, WorkflowSettings } from './document.ts';
export type {
  StepExpectation,
  TaskMock,
  TaskMocks,
  TestExpectation,
  VisitExpectation,
  WorkflowTest,
} from './workflow-test.ts';
export type { AttemptRecord, Checkpoint, Compensation, EvaluationSite, Host, InterpretOptions } from './host.ts';
export type {
  FailedAt,
  JournalEntry,
  MachineError,
  Outcome,
  PendingCall,
  PendingStep,
  RunLimit,
  RunLimits,
  TaskPause,
} from './host.ts';
export type { Scope, StepEvent, TaskCall, TaskResult, Variables } from './host.ts';
export type { ActionSummary, DocumentLimits, ExpressionInspection, Problem, Validate } from './problem.ts';
export type { TriggerSummary, ValidationContext } from './problem.ts';
export { compensate, type CompensationOutcome } from './compensate.ts';
export { sizeOf } from './data-limit.ts';
export { matchesError } from './failure.ts';
export { initialCheckpoint, interpret } from './interpret.ts';
export { DEFAULT_LIMITS, excessOf } from './limits.ts';
export { expressionOf } from './template.ts';
export { formatTimestamp, parseTimestamp } from './timestamp.ts';
export { checkSchema, type SchemaViolation } from './validate/check-schema.ts';
export { isList, isObject } from './validate/json-kinds.ts';
export { pointerTo } from './validate/pointer.ts';
export { machineSchema } from './validate/state-schemas.ts';
export { taskMocksSchema, workflowTestSchema } from './validate/test-schemas.ts';
export { validate } from './validate/validate.ts';
export { workflowSchema } from './validate/workflow-schema.ts';

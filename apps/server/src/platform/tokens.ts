/** What `app.module.ts` provides and services ask for: the ports, and what surrounds them. */
export const RUN_STORE = Symbol('RunStore');
export const RUN_SEARCH = Symbol('RunSearch');
export const RUN_VIEW_STORE = Symbol('RunViewStore');
/** Steps that stand still until somebody decides. */
export const ERROR_GROUP_STORE = Symbol('ErrorGroupStore');
export const HELD_STEP_STORE = Symbol('HeldStepStore');
export const AWAITED_TASK_STORE = Symbol('AwaitedTaskStore');
export const QUEUE_STORE = Symbol('QueueStore');
export const PAUSED_QUEUES = Symbol('PausedQueues');
export const EVALUATOR = Symbol('Evaluator');
export const WORKFLOW_STORE = Symbol('WorkflowStore');
export const ROLLOUT_STORE = Symbol('RolloutStore');
/** What is rolled out now, as this process knows. */
export const LIVE_ROLLOUTS = Symbol('LiveRollouts');
/** How runs of versions went, and who starts which workflow. */
export const VERSION_HISTORY = Symbol('VersionHistory');
export const WORKSPACE_STORE = Symbol('WorkspaceStore');
export const INSTANCE_STORE = Symbol('InstanceStore');
export const IDENTITY_STORE = Symbol('IdentityStore');
export const ENGINE = Symbol('RunEngine');
export const RUN_FEED = Symbol('RunFeed');
export const READINESS = Symbol('Readiness');
export const CLOCK = Symbol('Clock');
export const SETTINGS = Symbol('Settings');
export const METRICS = Symbol('Metrics');
/** Resolves a moment before connections close: streams end on it. */
export const SHUTDOWN = Symbol('ShutdownSignal');

/** What has happened to workflows. */
export const WORKFLOW_MARKS = Symbol('WorkflowMarks');

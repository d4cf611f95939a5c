import { AWAITED_TASK_STATES, type AwaitedTask } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import type { AwaitingStep } from '../tokens/find-awaiting-step.ts';

const taskFields = {
  token: z.string().optional().meta({
    description: 'What answers it, as `/tasks/{token}` and `/tokens/{token}` take it. Only for who may operate runs.',
  }),
  kind: z.enum(['answer', 'callback']).meta({
    description: '`answer`: the step waits for a result or an error. `callback`: its action waits to be called.',
  }),
  state: z.enum(AWAITED_TASK_STATES),
  runId: z.string(),
  workflow: z.string().meta({ description: 'Its name.' }),
  version: z.int().optional(),
  path: z.string().meta({ description: "The step's place in its run." }),
  step: z.string().meta({ description: "The step's name." }),
  resource: z.string().optional().meta({ description: 'What was called, and may have told somebody.' }),
  asks: z.string().optional().meta({ description: "The step's note: what is asked." }),
  attempt: z.int(),
  since: z.string(),
  until: z
    .string()
    .optional()
    .meta({ description: 'When it is given up. Absent: that is not said, or only computed.' }),
  answeredAt: z.string().optional(),
};

const taskDto = named('Task', z.object(taskFields));
export type TaskDto = z.infer<typeof taskDto>;
export const taskPage = named('TaskPage', pageOf(taskDto));
export type TaskPage = z.infer<typeof taskPage>;

export const taskDetailDto = named(
  'TaskDetail',
  z.object({
    ...taskFields,
    schema: z.record(z.string(), z.unknown()).optional().meta({
      description: 'JSON Schema of the answer, from `settings.answers` of the version that runs.',
    }),
    runInput: z.unknown().optional().meta({ description: 'For who may read payloads, as the next two.' }),
    input: z.unknown().optional().meta({ description: "The step's input, as soon as the run waits." }),
    arguments: z.unknown().optional().meta({ description: 'What the step called with.' }),
  }),
);
export type TaskDetailDto = z.infer<typeof taskDetailDto>;

export const listTasksQuery = z.strictObject({
  state: z.enum(['open', 'answered']).default('open').meta({
    description: '`open`: oldest first. `answered`: newest first, as long as their runs are kept.',
  }),
  workflow: keptText(1, 64).optional().meta({ description: 'Those of this workflow.' }),
  run: z.uuid().optional().meta({ description: 'Those of this run.' }),
  ...pageQuery,
});
export type ListTasksQuery = z.infer<typeof listTasksQuery>;

/** What is shown of a task to who may, or may not, answer it. */
export function toTaskDto(task: AwaitedTask, { path, name, state }: AwaitingStep, mayAnswer: boolean): TaskDto {
  const { token, use, runId, workflowName, versionNumber, attempt, openedAtMs, answeredAtMs } = task;
  const seconds = state?.TimeoutSeconds;
  return {
    ...(mayAnswer ? { token } : {}),
    ...{ kind: use === 'task' ? ('answer' as const) : use, state: task.state, runId, workflow: workflowName },
    ...(versionNumber === undefined ? {} : { version: versionNumber }),
    ...{ path, step: name, attempt, since: toIsoTime(openedAtMs) },
    ...(state === undefined ? {} : { resource: state.Resource }),
    ...(state?.Comment === undefined ? {} : { asks: state.Comment }),
    ...(typeof seconds === 'number' ? { until: toIsoTime(openedAtMs + seconds * 1000) } : {}),
    ...(answeredAtMs === undefined ? {} : { answeredAt: toIsoTime(answeredAtMs) }),
  };
}

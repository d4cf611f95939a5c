import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import { checkInput, RuntimeError, type AwaitedTask, type AwaitedTaskStore, type Evaluator } from '@millrace/runtime';
import { AWAITED_TASK_STORE, EVALUATOR } from '../platform/tokens.ts';
import { VersionCache } from '../workflows/version-cache.ts';
import { findAwaitingStep } from './find-awaiting-step.ts';

/** Answers must fit what their workflow says about them, by whichever door they come. */
@Injectable()
export class AnswerCheck {
  constructor(
    @Inject(AWAITED_TASK_STORE) private readonly tasks: Pick<AwaitedTaskStore, 'find'>,
    @Inject(EVALUATOR) private readonly evaluator: Evaluator,
    private readonly versions: VersionCache,
  ) {}

  /** `task_token.answer_invalid`, with all that does not fit. What is unknown is left to whoever takes the answer. */
  async require(token: string, output: JsonValue): Promise<void> {
    const task = await this.tasks.find({ token });
    if (task !== undefined) await this.requireFitting(task, output);
  }

  private async requireFitting(task: AwaitedTask, output: JsonValue): Promise<void> {
    const document = (await this.versions.find(task.versionId))?.document;
    const schema = document && findAwaitingStep(document, task).schema;
    const violations =
      schema === undefined ? [] : checkInput(this.evaluator, { schema, input: output, path: '/output' });
    if (violations.length === 0) return;
    throw new RuntimeError('task_token.answer_invalid', 'The answer does not fit what the workflow waits for.', {
      detail: { findings: violations.map(({ path, message }) => ({ path, message: `The answer ${message}.` })) },
    });
  }
}

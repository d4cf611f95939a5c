// C8: what undoes an action undoes it, may be done twice, and does no harm to what is gone.
import { fillTemplate, type Evaluate } from '../../declarative/template.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import type { ActionCase } from '../test-case.ts';
import { driveCase } from './drive-case.ts';
import { actionOf, effectsOf, platformOf, prepare, tellOutcome, type Problems, type Subject } from './subject.ts';

/** Does an action, undoes it, undoes it again, and undoes what was never there. */
export async function checkCompensation(subject: Subject, tried: ActionCase): Promise<Problems> {
  const { compensate } = actionOf(subject, tried);
  if (compensate === undefined) return [];
  const isOf = (problem: string): string => `${subject.connector.name}/${tried.action}: ${problem}`;
  const name = compensate.action;
  if (subject.connector.actions[name] === undefined)
    return [isOf(`it is undone by "${name}", and there is no such action.`)];
  const { connection } = tried;
  const undo = (undone: JsonObject): Promise<TestOutcome> =>
    driveCase(
      subject,
      { action: name, input: undone, ...(connection === undefined ? {} : { connection }) },
      { platform: platformOf(subject) },
    );
  prepare(subject, tried);
  const before = effectsOf(subject);
  const done = await driveCase(subject, tried, { platform: platformOf(subject) });
  if (done.kind === 'threw') return [isOf(`it was to work, and ${tellOutcome(done)}.`)];
  const input = argumentsOf(compensate.arguments, done.output, subject.evaluate);
  const undone = await undo(input);
  const problems: string[] = [];
  if (undone.kind === 'threw') problems.push(`undoing it by ${name} was to work, and ${tellOutcome(undone)}.`);
  else if (effectsOf(subject) !== before) problems.push(`what it did is still there after ${name}.`);
  const again = await undo(input);
  if (again.kind === 'threw') problems.push(`undoing it twice was to work, and ${tellOutcome(again)}.`);
  prepare(subject, tried);
  const gone = await undo(input);
  if (gone.kind === 'threw') problems.push(`undoing what is gone already was to work, and ${tellOutcome(gone)}.`);
  return problems.map(isOf);
}

/** Arguments over `$states.result`. */
function argumentsOf(template: JsonObject, result: JsonValue, evaluate: Evaluate): JsonObject {
  const root = { states: { result } };
  // A variable is a member here: evaluators have none.
  const filled = fillTemplate(template, root, (expression, about) =>
    evaluate(expression.replaceAll('$states', 'states'), about),
  );
  return (filled ?? {}) as JsonObject;
}

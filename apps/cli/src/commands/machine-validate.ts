import { inspectExpression } from '@millrace/expressions';
import { validate, type JsonObject, type JsonValue, type Problem } from '@millrace/machine';
import { readJsonFile } from '../read-json.ts';
import { writeJson, type Terminal } from '../terminal.ts';

/** Checks a workflow document or a bare machine; prints every problem. Exit code 1 when there is an error. */
export async function validateMachine(
  terminal: Terminal,
  path: string,
  { json }: { readonly json: boolean },
): Promise<number> {
  const problems = problemsOf(await readJsonFile(path, terminal));
  if (json) writeJson(terminal, { problems });
  else terminal.write(problems.length === 0 ? 'No problems.\n' : problems.map(lineOf).join(''));
  return problems.some((problem) => problem.severity === 'error') ? 1 : 0;
}

/** A bare machine is checked inside a minimal envelope; its pointers are its own. */
function problemsOf(document: JsonValue): readonly Problem[] {
  if (!isBareMachine(document)) return validate(document, { inspectExpression });
  const envelope = { millrace: 1, name: 'machine', machine: document };
  return validate(envelope, { inspectExpression }).map((problem) => ({
    ...problem,
    path: problem.path.replace(/^\/machine/, ''),
  }));
}

function isBareMachine(document: JsonValue): document is JsonObject {
  if (typeof document !== 'object' || document === null || 'machine' in document) return false;
  return 'States' in document || 'StartAt' in document;
}

function lineOf({ severity, path, message, hint, code }: Problem): string {
  return `${severity} ${path === '' ? '/' : path}: ${message}${hint === undefined ? '' : ` ${hint}`} [${code}]\n`;
}

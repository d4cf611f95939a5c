import { inspectExpression } from '@millrace/expressions';
import { validate, type JsonObject, type JsonValue, type Problem } from '@millrace/machine';
import { printJson, printLine } from '../output.ts';
import { readJsonFile } from '../read-json.ts';

/** Checks a workflow document or a bare machine; prints every problem. Exit code 1 when there is an error. */
export function validateMachine(path: string, { json = false }: { readonly json?: boolean }): number {
  const document = readJsonFile(path);
  const problems = problemsOf(document);
  if (json) printJson({ problems });
  else if (problems.length === 0) printLine('No problems.');
  else for (const problem of problems) printProblem(problem);
  return problems.some((problem) => problem.severity === 'error') ? 1 : 0;
}

/** A bare machine is checked inside a minimal envelope; its pointers are its own. */
function problemsOf(document: JsonValue): readonly Problem[] {
  const isBare = typeof document === 'object' && document !== null && 'States' in document;
  if (!isBare) return validate(document, { inspectExpression });
  const envelope = { millrace: 1, name: 'machine', machine: document } as JsonObject;
  return validate(envelope, { inspectExpression }).map((problem) => ({
    ...problem,
    path: problem.path.replace(/^\/machine/, ''),
  }));
}

function printProblem({ severity, path, message, hint, code }: Problem): void {
  printLine(`${severity} ${path === '' ? '/' : path}: ${message}${hint === undefined ? '' : ` ${hint}`} [${code}]`);
}

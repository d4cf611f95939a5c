import type { JsonObject, JsonValue } from '../json.ts';
import type { ExpressionInspection, Problem, ValidationContext } from '../problem.ts';
import { sizeOf } from '../data-limit.ts';
import { checkSchema, type SchemaViolation } from './check-schema.ts';
import type { Checking } from './context.ts';
import { addExcess, limitsOf } from './document-limits.ts';
import { checkPins, checkSettings } from './envelope.ts';
import { isObject } from './json-kinds.ts';
import { checkMachines } from './machines.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';
import { FOREIGN_HINT } from './state-rules.ts';
import { checkTests } from './tests.ts';
import { checkTriggers } from './triggers.ts';
import { workflowSchema } from './workflow-schema.ts';

/** Deeper documents are refused whole: no person wrote them, and every check walks them. */
const MAX_DOCUMENT_DEPTH = 100;

/** Checks a document of any shape: every problem, in document order. Never throws, and changes nothing. */
export function validate(document: JsonValue, context: ValidationContext): readonly Problem[] {
  if (isDeeperThan(document, MAX_DOCUMENT_DEPTH)) {
    const message = `The document nests deeper than ${MAX_DOCUMENT_DEPTH} levels.`;
    return [{ code: 'document.too_deep', severity: 'error', path: '', message }];
  }
  const problems: Problem[] = [];
  const inspected = new Map<string, ExpressionInspection>();
  const checking: Checking = {
    context,
    add: ({ severity = 'error', ...problem }) => problems.push({ severity, ...problem }),
    inspect: (source) => {
      const known = inspected.get(source) ?? context.inspectExpression(source);
      inspected.set(source, known);
      return known;
    },
  };
  const { characters: limit } = limitsOf(context);
  const characters = sizeOf(document);
  if (characters > limit.most) {
    const message = `The document takes ${characters} characters of JSON, and may take ${limit.most}.`;
    const hint = 'Keep data in files, and parts in workflows of their own.';
    addExcess({ path: '', message, hint }, limit, checking.add);
    return problems;
  }
  for (const violation of checkSchema(workflowSchema, document)) checking.add(schemaProblem(violation));
  if (isObject(document)) checkParts(document, checking);
  return inDocumentOrder(problems, document);
}

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value as JsonObject).some((part) => isDeeperThan(part, levels - 1));
}

const SCHEMA_CODES: Readonly<Record<string, string>> = {
  required: 'member_missing',
  type: 'type_wrong',
  pattern: 'format_wrong',
  additionalProperties: 'member_unknown',
};

function schemaProblem({ path, message, keyword, known = [] }: SchemaViolation): Omit<Problem, 'severity'> {
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  const subject = path === '' ? 'The document' : quote(name);
  const code = `document.${SCHEMA_CODES[keyword] ?? 'invalid'}`;
  if (keyword !== 'additionalProperties') return { code, path, message: `${subject} ${message}.` };
  const foreign = Object.hasOwn(FOREIGN_HINT, name) ? FOREIGN_HINT[name] : undefined;
  return { code, path, message: `${subject} is not known here.`, hint: foreign ?? `Known here: ${known.join(', ')}.` };
}

function checkParts(document: JsonObject, checking: Checking): void {
  checkTriggers(document.triggers, checking);
  checkSettings(document.settings, checking);
  checkPins(document.connectors, checking);
  if (!isObject(document.machine)) return;
  checkMachines(document.machine, document.settings, checking);
  checkTests(document, checking);
}

/** By where they stand in the document; problems of one place keep their order. */
function inDocumentOrder(problems: readonly Problem[], document: JsonValue): readonly Problem[] {
  const positions = new Map<string, number>();
  const visit = (value: JsonValue, path: string): void => {
    positions.set(path, positions.size);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value as JsonObject)) visit(part, pointerTo(path, key));
  };
  visit(document, '');
  const rank = ({ path }: Problem): number => positions.get(path) ?? positions.size;
  return [...problems].sort((left, right) => rank(left) - rank(right));
}

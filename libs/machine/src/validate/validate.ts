import type { JsonObject, JsonValue } from '../json.ts';
import type { ExpressionInspection, Problem, ValidationContext } from '../problem.ts';
import { checkSchema, type SchemaViolation } from './check-schema.ts';
import { isObject, type Checking } from './context.ts';
import { checkGraph, readGraph } from './graph.ts';
import { pointerTo } from './pointer.ts';
import { checkState, JSONPATH_HINT } from './state-rules.ts';
import { checkExpressions, followAssignments } from './variables.ts';
import { workflowSchema } from './workflow-schema.ts';

/** Deeper documents are refused whole: no person wrote them, and every check walks them. */
const MAX_DOCUMENT_DEPTH = 100;

/** Checks a document of any shape: every problem, in document order. Never throws, and changes nothing. */
export function validate(document: JsonValue, context: ValidationContext): readonly Problem[] {
  if (isDeeperThan(document, MAX_DOCUMENT_DEPTH)) {
    return [
      {
        code: 'document.too_deep',
        severity: 'error',
        path: '',
        message: `The document nests deeper than ${MAX_DOCUMENT_DEPTH} levels.`,
      },
    ];
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
  for (const violation of checkSchema(workflowSchema, document)) checking.add(schemaProblem(violation));
  if (isObject(document)) checkParts(document, checking);
  return inDocumentOrder(problems, document);
}

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value as JsonObject).some((part) => isDeeperThan(part, levels - 1));
}

function schemaProblem({ path, message, keyword, known }: SchemaViolation): Omit<Problem, 'severity'> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const subject = path === '' ? 'The document' : `"${name.replaceAll('~1', '/').replaceAll('~0', '~')}"`;
  const jsonPath =
    keyword === 'additionalProperties' && Object.hasOwn(JSONPATH_HINT, name) ? JSONPATH_HINT[name] : undefined;
  const hint = jsonPath ?? (known === undefined ? undefined : `Known here: ${known.join(', ')}.`);
  const sentence = keyword === 'additionalProperties' ? `"${name}" is not known here` : `${subject} ${message}`;
  return {
    code: `document.${keyword === 'additionalProperties' ? 'member_unknown' : (SCHEMA_CODES[keyword] ?? 'invalid')}`,
    path,
    message: `${sentence}.`,
    ...(hint === undefined ? {} : { hint }),
  };
}

const SCHEMA_CODES: Readonly<Record<string, string>> = {
  required: 'member_missing',
  type: 'type_wrong',
  pattern: 'format_wrong',
};

function checkParts(document: JsonObject, checking: Checking): void {
  checkTriggers(document.triggers, checking);
  const machine = document.machine;
  if (!isObject(machine)) return;
  const graph = readGraph(machine);
  checkGraph(graph, checking);
  const assigned = followAssignments(graph);
  for (const [name, state] of Object.entries(graph.states)) {
    if (!isObject(state)) continue;
    const path = pointerTo('/machine/States', name);
    checkState(state, path, checking);
    checkExpressions(state, { path, assigned: assigned.get(name) }, checking);
  }
  checkPins(document.connectors, checking);
}

function checkTriggers(triggers: JsonValue | undefined, { add, inspect }: Checking): void {
  const seen = new Map<string, string>();
  for (const [id, trigger] of Object.entries(isObject(triggers) ? triggers : {})) {
    if (!isObject(trigger)) continue;
    const at = pointerTo('/triggers', id);
    const { path, dedupe } = trigger;
    if (typeof path === 'string') {
      const other = seen.get(path);
      if (other !== undefined)
        add({
          code: 'trigger.path_taken',
          path: `${at}/path`,
          message: `The trigger "${other}" has the path "${path}" too.`,
        });
      seen.set(path, id);
    }
    if (typeof dedupe === 'string') {
      const source = /^\{%([\s\S]*)%\}$/.exec(dedupe)?.[1];
      if (source === undefined)
        add({
          code: 'trigger.key_invalid',
          path: `${at}/dedupe`,
          message: 'A dedupe key is an expression.',
          hint: 'For example {% $states.input.body.id %}.',
        });
      else
        for (const { code, message } of inspect(source.trim()).problems) add({ code, path: `${at}/dedupe`, message });
    }
  }
}

function checkPins(pins: JsonValue | undefined, { context, add }: Checking): void {
  for (const [name, version] of Object.entries(isObject(pins) ? pins : {})) {
    const installed = context.connectorVersions?.[name];
    if (context.connectorVersions === undefined || installed?.includes(String(version)) === true) continue;
    const message =
      installed === undefined
        ? `There is no connector named "${name}".`
        : `Version ${String(version)} of "${name}" is not installed.`;
    const hint =
      installed === undefined
        ? 'See the Connectors page for what is installed.'
        : `Installed: ${installed.join(', ')}.`;
    add({ code: 'connector.version_unknown', path: pointerTo('/connectors', name), message, hint });
  }
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

import type { Evaluate } from '../../declarative/template.ts';
import type { JsonObject, JsonValue } from '../../json.ts';

const NAME = String.raw`(?:[A-Za-z_$][\w$]*|\`[^\`]+\`)`;
const PATH = new RegExp(`^${NAME}(?:\\.${NAME})*$`);
const LITERAL = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?\d+(?:\.\d+)?|true|false|null)$/;

/**
 * The little of JSONata that most templates are made of: paths, texts and numbers, `a & b`, `a = b`, `a != b`. Throws for the
 * rest: whoever needs it gives the suite an `evaluate`.
 */
export const evaluatePath: Evaluate = (expression, root) => {
  const text = expression.trim();
  const compared = splitOnce(text, /\s(!?=)\s/);
  if (compared !== undefined) {
    const [left, operator, right] = compared;
    const isSame = JSON.stringify(evaluatePath(left, root)) === JSON.stringify(evaluatePath(right, root));
    return isSame === (operator === '=');
  }
  const joined = splitOnce(text, /\s(&)\s/);
  if (joined !== undefined) return [joined[0], joined[2]].map((part) => asText(evaluatePath(part, root))).join('');
  if (LITERAL.test(text)) return readLiteral(text);
  if (text === '$' || text === '$$') return root;
  if (!PATH.test(text))
    throw new TypeError(`The suite reads paths only, and not "${text}": give it an \`evaluate\` that knows JSONata.`);
  return text
    .replace(/^\$\$?\./, '')
    .split('.')
    .map((step) => step.replaceAll('`', ''))
    .reduce<JsonValue | undefined>((value, step) => memberOf(value, step), root);
};

function splitOnce(text: string, at: RegExp): readonly [string, string, string] | undefined {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (quoted) => '"'.repeat(quoted.length));
  const found = at.exec(bare);
  if (found === null) return undefined;
  return [text.slice(0, found.index), found[1] ?? '', text.slice(found.index + found[0].length)];
}

function readLiteral(text: string): JsonValue {
  return JSON.parse(text.startsWith("'") ? JSON.stringify(text.slice(1, -1)) : text) as JsonValue;
}

const asText = (value: JsonValue | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** Of a list: of each item. */
function memberOf(value: JsonValue | undefined, step: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    const found = (value as readonly JsonValue[]).flatMap((item) => memberOf(item, step) ?? []);
    return found.length > 1 ? found : found[0];
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, step) ? (value as JsonObject)[step] : undefined;
}

// What an answer looks like, without what it says: so that a service that has changed is noticed.
import type { JsonValue } from '../../json.ts';
import type { RecordedExchange } from './exchange.ts';
import { keyOf } from './recording-difference.ts';

/** `tickets[].id` and the types that are there. */
type Shape = Map<string, Set<string>>;

function shapeOf(body: JsonValue): Shape {
  const shape: Shape = new Map();
  addShape(shape, '', body);
  return shape;
}

function addShape(shape: Shape, path: string, value: JsonValue): void {
  const types = shape.get(path) ?? new Set();
  shape.set(path, types.add(typeOf(value)));
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) addShape(shape, `${path}[]`, item);
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) addShape(shape, path === '' ? name : `${path}.${name}`, item);
}

const typeOf = (value: JsonValue): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** What is not there any more, or of another type, in the answers to equal requests. What is new does no harm. */
export function driftOf(before: readonly RecordedExchange[], now: readonly RecordedExchange[]): readonly string[] {
  return now.flatMap(({ request, response }) => {
    const recorded = before.find((exchange) => keyOf(exchange.request) === keyOf(request));
    if (recorded === undefined) return [];
    const said = `${request.method} ${new URL(request.url).pathname}`;
    const current = shapeOf(response.body);
    return [...shapeOf(recorded.response.body)].flatMap(([path, types]) => {
      const found = current.get(path);
      // A list that is empty today shows nothing of its items.
      if (found === undefined) return isBelowEmpty(path, current) ? [] : [`${said}: "${path}" is not there any more.`];
      const added = [...found].filter((type) => type !== 'null' && !types.has(type));
      return added.length === 0
        ? []
        : [`${said}: "${path}" is ${added.join(' or ')}, and was ${[...types].join(' or ')}.`];
    });
  });
}

function isBelowEmpty(path: string, current: Shape): boolean {
  const list = path.slice(0, path.lastIndexOf('[]'));
  return path.includes('[]') && current.has(list) && !current.has(`${list}[]`);
}

import { isList, isObject, parseJson } from '../../../lib/json.ts';
import type { CanvasDrop } from '../canvas-events.ts';

/** Reads what was dropped; it may come from another page. */
export function readDrop(text: string): CanvasDrop | undefined {
  const { value } = parseJson(text);
  if (!isObject(value)) return undefined;
  if (value.kind === 'template' && typeof value.id === 'string') return { kind: 'template', id: value.id };
  if (value.kind !== 'steps' || !isList(value.names)) return undefined;
  const names = value.names.filter((name) => typeof name === 'string');
  return names.length === 0 ? undefined : { kind: 'steps', names };
}

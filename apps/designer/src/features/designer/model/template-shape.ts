// What a template will give, as far as it can be told without running it.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';
import { type DataShape, sketchOf } from './data-shape.ts';
import { expressionOf } from './field-mode.ts';
import { constantOf } from './jsonata-constant.ts';
import { type DataPath, pathOf } from './jsonata-path.ts';
import { textTemplateOf } from './text-template.ts';

/** What a path leads to; `undefined` where nothing is known. */
export type ShapeOfPath = (path: DataPath) => DataShape | undefined;

const MOST_LEVELS = 6;

/** A schema of what a template gives; empty where only a run can tell. */
export function schemaOfTemplate(template: JsonValue, shapeOfPath: ShapeOfPath, level = 0): JsonObject {
  const source = expressionOf(template);
  if (source !== undefined) return schemaOfExpression(template, source, shapeOfPath);
  if (level > MOST_LEVELS) return {};
  if (isList(template)) {
    const [first] = template;
    return {
      type: 'array',
      ...(first === undefined ? {} : { items: schemaOfTemplate(first, shapeOfPath, level + 1) }),
    };
  }
  if (!isObject(template)) return sketchOf({ value: template });
  const members = Object.entries(template).map(
    ([name, member]) => [name, schemaOfTemplate(member, shapeOfPath, level + 1)] as const,
  );
  return { type: 'object', properties: Object.fromEntries(members) };
}

function schemaOfExpression(template: JsonValue, source: string, shapeOfPath: ShapeOfPath): JsonObject {
  if (textTemplateOf(template) !== undefined) return { type: 'string' };
  const constant = constantOf(source);
  if (constant !== undefined) return sketchOf({ value: constant.value });
  const path = pathOf(source);
  const shape = path === undefined ? undefined : shapeOfPath(path);
  return shape === undefined ? {} : sketchOf(shape);
}

import type { JsonObject, JsonValue } from '@millrace/connector-sdk';

interface Field {
  readonly key?: JsonValue;
  readonly label?: JsonValue;
  readonly description?: JsonValue;
  readonly value?: JsonValue;
  readonly children?: JsonValue;
  readonly listItems?: JsonValue;
}
interface Node {
  title?: string;
  description?: string;
  readonly properties: Map<string, Node>;
  item?: Node;
}

/**
 * What a piece says of its output: names and titles for whoever picks data. It promises no types, and neither does this: a
 * schema that refused what a service really sends would fail runs.
 */
export function outputSchemaOf(declared: JsonValue | undefined): JsonObject {
  if (typeof declared !== 'object' || declared === null || !('fields' in declared)) return {};
  const root = newNode();
  addFields(root, declared.fields);
  return schemaOf(root);
}

const newNode = (): Node => ({ properties: new Map() });

function addFields(node: Node, fields: JsonValue | undefined): void {
  if (!Array.isArray(fields)) return;
  for (const field of fields as readonly Field[]) {
    const target = childAt(node, pathOf(field));
    if (typeof field.label === 'string') target.title = field.label;
    if (typeof field.description === 'string') target.description = field.description;
    addFields(target, field.children);
    if (field.listItems !== undefined) addFields((target.item ??= newNode()), field.listItems);
  }
}

const pathOf = ({ key, value }: Field): string =>
  typeof value === 'string' ? value : typeof key === 'string' ? key : '';

/** Fields inside others are told by their path from the output, or from the field around them. */
function childAt(node: Node, path: string): Node {
  return path.split('.').reduce((parent, name) => {
    const child = parent.properties.get(name) ?? newNode();
    parent.properties.set(name, child);
    return child;
  }, node);
}

function schemaOf({ title, description, properties, item }: Node): JsonObject {
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(properties.size === 0
      ? {}
      : { properties: Object.fromEntries([...properties].map(([name, child]) => [name, schemaOf(child)])) }),
    ...(item === undefined ? {} : { items: schemaOf(item) }),
  };
}

/** What a sample shows of an output: names, and again no types. */
export function schemaOfSample(sample: JsonValue, depth = 4): JsonObject {
  if (depth === 0 || typeof sample !== 'object' || sample === null) return {};
  if (Array.isArray(sample))
    return sample.length === 0 ? {} : { items: schemaOfSample(sample[0] as JsonValue, depth - 1) };
  const entries = Object.entries(sample).map(([name, value]) => [name, schemaOfSample(value, depth - 1)] as const);
  return { properties: Object.fromEntries(entries) };
}

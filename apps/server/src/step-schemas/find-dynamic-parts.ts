import type { Manifest } from '@millrace/connector-sdk/platform';
import { expressionOf, pointerTo, type JsonObject, type JsonValue, type WorkflowDocument } from '@millrace/machine';
import type { StepSchema } from '@millrace/runtime';
import { findPins } from '../connectors/named-connectors.ts';
import { findConnectorCalls, objectOf, type ConnectorCall } from './find-connector-calls.ts';

/** A part of a step that only a service knows, and what to ask about it. */
export interface DynamicPart extends Pick<StepSchema, 'path' | 'part'> {
  readonly connector: string;
  readonly version?: string;
  readonly connection?: string;
  /** The connector's source of schemas. */
  readonly source: string;
  /** Values that are known before a run. */
  readonly input: JsonObject;
  /** Of an argument that is there. */
  readonly value?: JsonValue;
}

/** Deeper fields are no fields of a form. */
const MOST_DEPTH = 3;

/** What services have to be asked about a document that has been checked. What depends on a run is left out. */
export function findDynamicParts(document: WorkflowDocument, manifests: readonly Manifest[]): readonly DynamicPart[] {
  const pins = findPins(document as unknown as JsonValue);
  return findConnectorCalls(document).flatMap((call) => {
    const manifest = manifests.find(({ name }) => name === call.connector);
    if (manifest === undefined) return [];
    const version = pins.get(call.connector);
    const target = {
      connector: call.connector,
      ...(version === undefined ? {} : { version }),
      ...(call.connection === undefined ? {} : { connection: call.connection }),
    };
    return partsOf(call, manifest).map((part) => ({ ...target, ...part }));
  });
}

type Part = Omit<DynamicPart, 'connector' | 'version' | 'connection'>;

function partsOf(call: ConnectorCall, { actions, triggers }: Manifest): readonly Part[] {
  if (call.kind === 'trigger') return argumentsOf(call, triggers[call.member]?.input);
  const action = actions[call.member];
  return [...argumentsOf(call, action?.input), ...outputOf(call, action?.outputSchema)];
}

function outputOf({ path, awaitsToken, arguments: given }: ConnectorCall, source: string | undefined): readonly Part[] {
  if (source === undefined || awaitsToken) return [];
  const known = Object.entries(objectOf(given)).filter(([, value]) => isLiteral(value));
  return [{ path, part: 'output', source, input: Object.fromEntries(known) }];
}

/** Without arguments, or with an expression for all of them, nobody knows what the action gets. */
function argumentsOf(call: ConnectorCall, schema: JsonObject | undefined): readonly Part[] {
  if (schema === undefined || typeof call.arguments !== 'object') return [];
  const input = objectOf(call.arguments);
  return fieldsOf(schema, { path: `${call.path}/${call.argumentsName}`, value: input, depth: 1 }).flatMap((field) => {
    const { source, dependsOn } = field;
    const asked = inputOf(dependsOn, schema, input);
    if (asked === undefined) return [];
    const { path, value } = field;
    return [{ path, part: 'argument' as const, source, input: asked, ...(value === undefined ? {} : { value }) }];
  });
}

interface DynamicField {
  readonly path: string;
  readonly source: string;
  readonly dependsOn: readonly string[];
  readonly value: JsonValue | undefined;
}
interface Place {
  readonly path: string;
  readonly value: JsonObject;
  readonly depth: number;
}

function fieldsOf({ properties }: JsonObject, { path, value, depth }: Place): readonly DynamicField[] {
  return Object.entries(objectOf(properties)).flatMap(([name, property]) => {
    const schema = objectOf(property);
    const at = { path: pointerTo(path, name), value: value[name] };
    const hints = objectOf(schema['x-ui']);
    const { action: source, dependsOn } = objectOf(hints.schema);
    if (typeof source !== 'string')
      return depth === MOST_DEPTH
        ? []
        : fieldsOf(schema, { path: at.path, value: objectOf(at.value), depth: depth + 1 });
    // A field that is shown sometimes, and has no value, may well be hidden.
    if (at.value === undefined && hints.showIf !== undefined) return [];
    return [{ ...at, source, dependsOn: textsOf(dependsOn) }];
  });
}

const textsOf = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]).filter((item) => typeof item === 'string') : [];

/** What the answer depends on, defaults included; undefined where it is not known, or what is required is missing. */
function inputOf(names: readonly string[], schema: JsonObject, input: JsonObject): JsonObject | undefined {
  const properties = objectOf(schema.properties);
  const known = names.map((name) => [name, input[name] ?? objectOf(properties[name]).default] as const);
  const isMissing = known.some(([name, value]) => value === undefined && textsOf(schema.required).includes(name));
  const isOpen = known.some(([, value]) => value !== undefined && !isLiteral(value));
  if (isMissing || isOpen) return undefined;
  return Object.fromEntries(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

function isLiteral(value: JsonValue): boolean {
  if (typeof value === 'string') return expressionOf(value) === undefined;
  return typeof value !== 'object' || value === null || Object.values(value).every(isLiteral);
}

// Everything about a piece that is no function, as JSON: the host makes a manifest of it and never loads the code.
import type { LoadedPiece } from './load-piece.ts';
import type { SourceNames } from './names.ts';
import {
  AUTH_TYPES,
  type JsonLike,
  type PieceAction,
  type PieceAuth,
  type PieceProperties,
  type PieceProperty,
  type PieceTrigger,
} from './piece-shape.ts';
import type { ActionFacts, AuthFacts, PieceFacts, PropertiesFacts, PropertyFacts, TriggerFacts } from './protocol.ts';

const READS: ReadonlySet<string | undefined> = new Set(['READ', 'SEARCH']);

export function describePiece(loaded: LoadedPiece): PieceFacts {
  const { piece, contextVersion, generation, actions, triggers, auth, sources } = loaded;
  return {
    ...{ contextVersion, generation },
    title: text(piece.displayName),
    description: text(piece.description),
    categories: (piece.categories ?? []).map(String),
    hasEvents: typeof piece.events?.parseAndReply === 'function',
    auth: mapValues(auth, (way) => describeAuth(way, sources, typeof piece.events?.parseAndReply === 'function')),
    actions: mapValues(actions, (action) => describeAction(action, sources)),
    triggers: mapValues(triggers, (trigger) => describeTrigger(trigger, sources)),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const mapValues = <From, To>(members: ReadonlyMap<string, From>, to: (member: From) => To): Record<string, To> =>
  Object.fromEntries([...members].map(([name, member]) => [name, to(member)]));

/** What JSON keeps of a value; undefined where that is nothing. */
export function toData(value: unknown): JsonLike | undefined {
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json === undefined ? undefined : (JSON.parse(json) as JsonLike);
  } catch {
    return undefined;
  }
}
function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Readonly<Partial<Record<Name, Value>>> {
  return (value === undefined ? {} : { [name]: value }) as Readonly<Partial<Record<Name, Value>>>;
}

function describeMember(member: PieceAction | PieceTrigger, sources: SourceNames) {
  const { displayName, name, description, props = {}, outputSchema } = member;
  const fields = Object.fromEntries(Object.entries(props).filter(([, { type }]) => !AUTH_TYPES.has(type)));
  return {
    title: text(displayName ?? name),
    ...present('description', text(description) || undefined),
    properties: describeProperties(fields, sources),
    ...present('outputSchema', toData(outputSchema)),
  };
}

function describeAction(action: PieceAction, sources: SourceNames): ActionFacts {
  return { ...describeMember(action, sources), claimsToRead: READS.has(action.classification) };
}

function describeTrigger(trigger: PieceTrigger, sources: SourceNames): TriggerFacts {
  const { type = '', sampleData, handshakeConfiguration, renewConfiguration } = trigger;
  const { strategy: handshake = 'NONE' } = handshakeConfiguration ?? {};
  const renews = renewConfiguration?.strategy === 'CRON' && typeof trigger.onRenew === 'function';
  return {
    ...describeMember(trigger, sources),
    strategy: type,
    sample: toData(sampleData) ?? null,
    hasHandshake: handshake !== 'NONE' && typeof trigger.onHandshake === 'function',
    ...present('renewCron', renews ? renewConfiguration.cronExpression : undefined),
  };
}

export function describeProperties(properties: PieceProperties, sources: SourceNames): PropertiesFacts {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, describeProperty(property, name, sources)]),
  );
}

function describeProperty(property: PieceProperty, name: string, sources: SourceNames): PropertyFacts {
  const { type, displayName = name, description, required, advanced, placeholder, defaultValue } = property;
  const { refreshers, properties } = property;
  return {
    type,
    title: displayName,
    isRequired: required === true,
    ...present('description', text(description) || text(property.value) || undefined),
    ...present('isAdvanced', advanced === true ? (true as const) : undefined),
    ...present('placeholder', text(placeholder) || undefined),
    ...present('defaultValue', toData(defaultValue)),
    ...present('choices', choicesOf(property)),
    ...present('source', sources.nameOf(property)),
    ...present('refreshers', refreshers?.map(String)),
    ...present('properties', properties === undefined ? undefined : describeProperties(properties, sources)),
  };
}

function choicesOf({ options }: PieceProperty): PropertyFacts['choices'] {
  const list =
    typeof options === 'object' && options !== null ? (options as { readonly options?: unknown }).options : [];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return (list as readonly { readonly label?: unknown; readonly value?: unknown }[]).map(({ label, value }) => ({
    label: String(label),
    value: toData(value) ?? null,
  }));
}

function describeAuth(way: PieceAuth, sources: SourceNames, isTold: boolean): AuthFacts {
  const { type, displayName = 'Connection', description, required, props, username, password } = way;
  const fields = typeof props === 'object' && props !== null ? (props as PieceProperties) : {};
  const canTest = [way.validate, way.getConnectionIdentifier].some((found) => typeof found === 'function');
  return {
    type,
    title: displayName,
    isRequired: required === true,
    ...present('description', text(description) || undefined),
    properties: describeProperties(fields, sources),
    labels: {
      ...present('username', text(username?.displayName) || undefined),
      ...present('password', text(password?.displayName) || undefined),
    },
    canTest: canTest || isTold,
    ...present('oauth2', type === 'OAUTH2' ? oauth2Of(way) : undefined),
  };
}

function oauth2Of({ authUrl, tokenUrl, scope = [], pkce, prompt, grantType, authorizationMethod, extra }: PieceAuth) {
  return {
    ...{ authUrl: text(authUrl), tokenUrl: text(tokenUrl), scope: scope.map(String) },
    usesPkce: pkce === true,
    grantType: typeof grantType === 'string' ? grantType : 'authorization_code',
    isInBody: authorizationMethod !== 'HEADER',
    parameters: {
      ...(prompt === undefined || prompt === 'omit' ? {} : { prompt }),
      ...extra,
    },
  };
}

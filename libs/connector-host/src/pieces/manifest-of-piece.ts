import type { JsonObject } from '@millrace/connector-sdk';
import {
  checkManifest,
  type Manifest,
  type ManifestAction,
  type ManifestTrigger,
} from '@millrace/connector-sdk/platform';
import { authManifest } from './auth-manifest.ts';
import { PieceError } from './errors.ts';
import type { ActionFacts, PieceFacts, PropertiesFacts, TriggerFacts } from './guest/protocol.ts';
import { outputSchemaOf, schemaOfSample } from './output-schema.ts';
import { connectorNameOf, type PieceAddress } from './piece-name.ts';
import { objectSchema } from './property-schema.ts';

const HEAP_MIB = 192;
const NO_KEY = 'Pieces do not say how a repetition is told from a second wish.';
const UNREPEATABLE = { effects: 'write', idempotency: { kind: 'none', value: NO_KEY } } as const;
/** Of names that a message lists. */
const MOST_LISTED = 20;
const CHECKS_ITSELF = 'The piece checks deliveries itself, where its service signs them.';
/** As often as pieces are asked where they come from. */
const DEFAULT_POLL_SECONDS = 300;

/** A piece as a connector's manifest. `canPause`: its actions may. Throws `PieceError` when it cannot be one. */
export function manifestOfPiece(facts: PieceFacts, { packageName, version }: PieceAddress, canPause = false): Manifest {
  const { title, description, categories, auth, actions, triggers } = facts;
  const shownTitle = cut(title, 60) || packageName.slice(0, 60);
  const manifest: Manifest = {
    ...{ format: 1 as const, sdk: 1 as const, version, title: shownTitle },
    name: connectorNameOf(packageName),
    description: cut(description, 140) || `${shownTitle}, by a piece from npm.`,
    categories: categoriesOf(categories),
    permissions: { hosts: [], sockets: [], secrets: true, memoryMiB: HEAP_MIB },
    errors: {},
    auth: mapValues(auth, authManifest),
    ...sourcesOf([...Object.values(actions), ...Object.values(triggers)].map(({ properties }) => properties)),
    actions: mapValues(actions, (action) => actionManifest(action, canPause)),
    triggers: mapValues(triggers, triggerManifest),
    tables: {},
  };
  const problems = checkManifest(manifest);
  if (problems.length === 0) return manifest;
  throw new PieceError(
    'piece.manifest_invalid',
    `${packageName} ${version} cannot be a connector: ${problems.slice(0, 3).join(' ')}`,
  );
}

const cut = (text: string, most: number): string => {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
};
const mapValues = <From, To>(
  members: Readonly<Record<string, From>>,
  to: (member: From, name: string) => To,
): Record<string, To> => Object.fromEntries(Object.entries(members).map(([name, member]) => [name, to(member, name)]));

function categoriesOf(given: readonly string[]): string[] {
  const plain = given.map((name) => name.toLowerCase().replaceAll('_', ' ').slice(0, 40)).slice(0, 10);
  return plain.length === 0 ? ['piece'] : plain;
}

/** Names of what fills in fields while somebody edits. */
function sourcesOf(forms: readonly PropertiesFacts[]): Pick<Manifest, 'options' | 'schemas'> {
  const found = { options: new Set<string>(), schemas: new Set<string>() };
  const collect = (form: PropertiesFacts): void => {
    for (const { type, source, properties } of Object.values(form)) {
      if (source !== undefined) found[type === 'DYNAMIC' ? 'schemas' : 'options'].add(source);
      if (properties !== undefined) collect(properties);
    }
  };
  forms.forEach(collect);
  return { options: [...found.options].sort(), schemas: [...found.schemas].sort() };
}

function describe({ title, description }: ActionFacts | TriggerFacts) {
  return {
    title: cut(title, 100) || 'Without a name',
    ...(description === undefined ? {} : { description: cut(description, 1000) }),
  };
}

function actionManifest(facts: ActionFacts, canPause: boolean): ManifestAction {
  return {
    ...describe(facts),
    ...{ input: objectSchema(facts.properties), output: outputSchemaOf(facts.outputSchema), sample: null },
    ...UNREPEATABLE,
    ...(canPause ? { hasResume: true as const } : {}),
  };
}

function triggerManifest(facts: TriggerFacts): ManifestTrigger {
  const { properties, sample, outputSchema } = facts;
  const declared = outputSchemaOf(outputSchema);
  return {
    ...describe(facts),
    ...{ input: objectSchema(properties), sample },
    output: Object.keys(declared).length === 0 ? schemaOfSample(sample) : declared,
    ...kindOf(facts),
  };
}

function kindOf({
  strategy,
  hasHandshake,
  renewCron,
}: TriggerFacts): Pick<ManifestTrigger, 'kind'> & Partial<ManifestTrigger> {
  if (strategy === 'POLLING') return { kind: 'polling', everySeconds: DEFAULT_POLL_SECONDS, cursor: CURSOR };
  if (strategy === 'APP_WEBHOOK') return { kind: 'webhook', delivery: 'app', verify: 'code', hasHandshake: true };
  return {
    ...{ kind: 'webhook', delivery: 'subscription', verify: { none: CHECKS_ITSELF } },
    ...(hasHandshake ? { hasHandshake } : {}),
    ...(renewCron === undefined ? {} : { canRenew: true }),
  };
}

/** What a piece has stored, and how often it wants to be asked. */
const CURSOR: JsonObject = {
  type: 'object',
  required: ['store'],
  properties: {
    store: { type: 'object' },
    cron: { type: 'string' },
    polledAtMs: { type: 'number' },
    rest: { type: 'array' },
  },
  additionalProperties: false,
};

/**
 * Says which actions only read, since the operator knows: they then may be repeated, and all others may not. Throws
 * `PieceError` for a name that no action has.
 */
export function markReads(manifest: Manifest, members: readonly string[]): Manifest {
  const unknown = members.filter((name) => !Object.hasOwn(manifest.actions, name));
  if (unknown.length > 0) throw noSuchActions(manifest, unknown);
  const actions = mapValues(manifest.actions, (action, name): ManifestAction => {
    const { idempotency: _, ...rest } = action;
    return members.includes(name) ? { ...rest, effects: 'read' } : { ...rest, ...UNREPEATABLE };
  });
  return { ...manifest, actions };
}

/** The actions that only read, as somebody has said it. */
export const readsOf = ({ actions }: Manifest): readonly string[] =>
  Object.keys(actions).filter((name) => actions[name]?.effects === 'read');

function noSuchActions({ name, actions }: Manifest, unknown: readonly string[]): PieceError {
  const known = Object.keys(actions);
  const more = known.length > MOST_LISTED ? `, and ${known.length - MOST_LISTED} more` : '';
  return new PieceError(
    'piece.action_unknown',
    `${name} has no action "${unknown[0] ?? ''}". It has: ${known.slice(0, MOST_LISTED).join(', ')}${more}.`,
  );
}

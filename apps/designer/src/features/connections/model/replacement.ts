import {
  type ConnectionField,
  connectionFieldsOf,
  filledFields,
  missingFields,
  readHosts,
} from '../../../lib/connection-fields.ts';
import type { Connection, ConnectorDescription, FieldReplacement } from '../../../lib/contract.ts';

export type GivenFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** What is asked for when all that a connection holds is replaced. */
export interface Replacement {
  readonly fields: readonly ConnectionField[];
  /** What is no secret stands there already. Secrets never come back. */
  readonly given: GivenFields;
  /** Its connector goes anywhere, so the connection says where. */
  readonly needsHosts: boolean;
  readonly hosts: string;
}

/** How the form begins. A connection whose connector is gone cannot be filled in again. */
export function beginReplacement(
  connection: Connection,
  connector: ConnectorDescription | undefined,
): Replacement | undefined {
  const { kind, authKind, fieldNames, fields: shown = {}, allowedHosts = [] } = connection;
  if (kind === 'secret') return { fields: fieldNames.map(secretField), given: {}, needsHosts: false, hosts: '' };
  const auth = connector?.auth.find(({ name }) => name === authKind);
  if (connector === undefined || auth === undefined) return undefined;
  return {
    fields: connectionFieldsOf(auth.fields as Parameters<typeof connectionFieldsOf>[0]),
    given: Object.fromEntries(
      Object.entries(shown).flatMap(([name, value]) => (isPlain(value) ? [[name, value]] : [])),
    ),
    needsHosts: connector.permissions.hosts.includes('*'),
    hosts: allowedHosts.join(', '),
  };
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

function secretField(name: string): ConnectionField {
  return { name, title: name, help: '', placeholder: '', kind: 'secret', options: [], isRequired: true };
}

/** What still has to be filled in; `hosts` stands for the hosts. */
export function missingOf({ fields, given, needsHosts, hosts }: Replacement): readonly string[] {
  const lacksHosts = needsHosts && readHosts(hosts).length === 0;
  return [...missingFields(fields, given), ...(lacksHosts ? ['hosts'] : [])];
}

/** The request; `previousHours` is how long the secrets before count too. */
export function toReplacementForm(
  { fields, given, needsHosts, hosts }: Replacement,
  previousHours: number,
): FieldReplacement {
  return {
    fields: filledFields(fields, given),
    previousHours,
    ...(needsHosts ? { allowedHosts: [...readHosts(hosts)] } : {}),
  };
}

import { createHash } from 'node:crypto';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { canonicalJson } from './canonical-json.ts';

/** What all schemas of a connector are, in 64 hex digits: the same digits mean that no form and no mapping has to change. */
export function schemaHashOf({ actions, triggers, auth }: Manifest): string {
  const schemas = {
    actions: mapMembers(actions, ({ input, output }) => ({ input, output })),
    triggers: mapMembers(triggers, ({ input, output, cursor }) => ({ input, output, cursor })),
    auth: mapMembers(auth, ({ fields }) => fields),
  };
  return createHash('sha256').update(canonicalJson(schemas)).digest('hex');
}

function mapMembers<From>(members: Readonly<Record<string, From>>, to: (member: From) => unknown): object {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, to(member)]));
}

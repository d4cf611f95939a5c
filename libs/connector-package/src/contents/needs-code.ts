import type { Manifest, ManifestAction, ManifestAuth, ManifestTrigger } from '@millrace/connector-sdk/platform';

/** Is the connector nothing without functions, which are in `index.js`? */
export function needsCode({ actions, triggers, auth, options, schemas }: Manifest): boolean {
  return (
    options.length + schemas.length > 0 ||
    Object.values(actions).some(hasActionCode) ||
    Object.values(triggers).some(hasTriggerCode) ||
    Object.values(auth).some(hasAuthCode)
  );
}

/**
 * Might a module have functions that its manifest does not show? What a webhook makes of a delivery is always one, even where the
 * platform could do without.
 */
export const mayHaveCode = (manifest: Manifest): boolean =>
  needsCode(manifest) || Object.values(manifest.triggers).some(({ kind }) => kind === 'webhook');

const hasActionCode = ({ http, idempotency }: ManifestAction): boolean =>
  http === undefined || idempotency?.hasVerify === true;
/** A webhook whose address people enter by hand can do without: then each delivery is one item, as it came. */
const hasTriggerCode = ({ kind, http, delivery, verify, hasHandshake, canMigrateCursor }: ManifestTrigger): boolean =>
  kind === 'webhook'
    ? delivery !== 'manual' || verify === 'code' || hasHandshake === true
    : http === undefined || canMigrateCursor === true;
const hasAuthCode = ({ test, hasExchange, hasSign }: ManifestAuth): boolean =>
  test === 'code' || hasExchange === true || hasSign === true;

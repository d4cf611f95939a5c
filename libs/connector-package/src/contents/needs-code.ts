import type { Manifest, ManifestAction, ManifestAuth, ManifestTrigger } from '@millrace/connector-sdk/platform';

/** Has the connector functions, which are in `index.js`? Without them its manifest is all there is to it. */
export function needsCode({ actions, triggers, auth, options, schemas }: Manifest): boolean {
  return (
    options.length + schemas.length > 0 ||
    Object.values(actions).some(hasActionCode) ||
    Object.values(triggers).some(hasTriggerCode) ||
    Object.values(auth).some(hasAuthCode)
  );
}

const hasActionCode = ({ http, idempotency }: ManifestAction): boolean =>
  http === undefined || idempotency?.hasVerify === true;
/** Every webhook has a function that reads what is delivered. */
const hasTriggerCode = ({ http, canMigrateCursor }: ManifestTrigger): boolean =>
  http === undefined || canMigrateCursor === true;
const hasAuthCode = ({ test, hasExchange, hasSign }: ManifestAuth): boolean =>
  test === 'code' || hasExchange === true || hasSign === true;

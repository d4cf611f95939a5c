import type { CallContext } from '@millrace/connector-sdk';

/** Secrets that a connector's code may read. Beside the context: code in another process gets them with the call. */
const secretsOf = new WeakMap<CallContext, Readonly<Record<string, string>>>();

export function noteReadableSecrets(context: CallContext, secrets: Readonly<Record<string, string>>): void {
  secretsOf.set(context, secrets);
}

/** Of a call's context; undefined when the connector may not read any. */
export function findReadableSecrets(context: CallContext): Readonly<Record<string, string>> | undefined {
  return secretsOf.get(context);
}

import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { AuthSuggestion } from './auth-choice.ts';

/** A suggestion before its name is made sure. */
export type Draft = Omit<AuthSuggestion, 'name' | 'schemes'> & { readonly suffix?: string };

/** One scheme of a requirement. */
export interface NamedScheme {
  readonly name: string;
  readonly scheme: JsonObject | undefined;
  readonly scopes: readonly JsonValue[];
}

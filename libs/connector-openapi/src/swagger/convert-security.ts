import type { JsonObject } from '@millrace/connector-sdk';
import { entriesOf, isObject, memberOf, textAt } from '../json-access.ts';

/** The names that Swagger 2.0 has for the flows of OAuth. */
const FLOWS: Readonly<Record<string, string>> = {
  implicit: 'implicit',
  password: 'password',
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
};

/** `securityDefinitions` as `securitySchemes`. */
export function convertSecuritySchemes(source: JsonObject): JsonObject {
  return Object.fromEntries(
    entriesOf(memberOf(source, 'securityDefinitions')).flatMap(([name, scheme]) =>
      isObject(scheme) ? [[name, convertScheme(scheme)] as const] : [],
    ),
  );
}

function convertScheme(scheme: JsonObject): JsonObject {
  const type = textAt(scheme, 'type');
  if (type === 'basic') return { ...scheme, type: 'http', scheme: 'basic' };
  if (type !== 'oauth2') return scheme;
  const { flow, authorizationUrl, tokenUrl, scopes = {}, ...rest } = scheme;
  const name = typeof flow === 'string' && Object.hasOwn(FLOWS, flow) ? (FLOWS[flow] ?? flow) : 'unknown';
  const addresses = {
    ...(authorizationUrl === undefined ? {} : { authorizationUrl }),
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
  };
  return { ...rest, flows: { [name]: { ...addresses, scopes } } };
}

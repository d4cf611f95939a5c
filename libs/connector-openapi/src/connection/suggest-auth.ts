import type { JsonObject } from '@millrace/connector-sdk';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { resolveObject } from '../document/references.ts';
import { entriesOf, isList, isObject, listAt, memberOf, objectAt, textAt } from '../json-access.ts';
import { cutText, toTitle, wordsOf } from '../texts.ts';
import type { AuthChoice, AuthSuggestion } from './auth-choice.ts';
import type { Draft, NamedScheme } from './auth-draft.ts';
import { combineSchemes } from './combine-schemes.ts';
import { suggestOAuth2 } from './suggest-oauth2.ts';

const MAX_SUGGESTIONS = 20;

/** The ways of signing in that these operations ask for; all that the document knows where none asks. */
export function suggestAuth(document: OpenApiDocument, entries: readonly OperationEntry[]): readonly AuthSuggestion[] {
  const schemes = objectAt(objectAt(document.root, 'components'), 'securitySchemes');
  const wanted = requirementsOf(document, entries);
  const known = wanted.size > 0 ? [...wanted.values()] : Object.keys(schemes).map((name) => ({ [name]: [] }));
  const taken = new Set<string>();
  return known.slice(0, MAX_SUGGESTIONS).flatMap((requirement) => {
    const named = entriesOf(requirement).map(([name, scopes]) => ({
      name,
      scheme: resolveObject(document.source, memberOf(schemes, name)),
      scopes: isList(scopes) ? scopes : [],
    }));
    return draftsOf(named, document).map(({ suffix = '', ...draft }) => ({
      ...draft,
      name: freeFieldName(`${named.map(({ name }) => name).join('_')}${suffix}`, taken),
      schemes: named.map(({ name }) => name),
    }));
  });
}

/** Alternatives, each once, whoever asks; scopes are put together. */
function requirementsOf(
  { root }: OpenApiDocument,
  entries: readonly OperationEntry[],
): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  const usual = memberOf(root, 'security');
  for (const { operation } of entries) {
    const own = memberOf(operation, 'security') ?? usual;
    for (const requirement of isList(own) ? own.filter(isObject) : []) addRequirement(found, requirement);
  }
  return found;
}

function addRequirement(found: Map<string, JsonObject>, requirement: JsonObject): void {
  const names = Object.keys(requirement)
    .filter((name) => name !== '__proto__')
    .sort();
  // Nothing at all is one of the alternatives: then others are for what only they may.
  if (names.length === 0) return;
  const key = names.join(' ');
  const known = found.get(key);
  const scopes = names.map(
    (name) => [name, [...new Set([...listAt(known, name), ...listAt(requirement, name)])]] as const,
  );
  found.set(key, Object.fromEntries(scopes));
}

function draftsOf(named: readonly NamedScheme[], document: OpenApiDocument): readonly Draft[] {
  const only = oneOf(named);
  if (only === undefined) return [combineSchemes(named)];
  if (only.scheme === undefined)
    return [{ note: `The document asks for "${only.name}" and does not say what that is. Choose how to sign in.` }];
  return suggestOne(only.scheme, only, document);
}

/** The only scheme; of several descriptions of the same OAuth, the one that people sign in by. */
function oneOf(named: readonly NamedScheme[]): NamedScheme | undefined {
  const isOAuth = named.every(({ scheme }) => textAt(scheme, 'type') === 'oauth2');
  if (named.length > 1 && !isOAuth) return undefined;
  return named.find(({ scheme }) => memberOf(objectAt(scheme, 'flows'), 'authorizationCode') !== undefined) ?? named[0];
}

function suggestOne(scheme: JsonObject, { name, scopes }: NamedScheme, document: OpenApiDocument): readonly Draft[] {
  const type = textAt(scheme, 'type') ?? '';
  const about = aboutScheme(name, scheme);
  if (type === 'oauth2') return suggestOAuth2(scheme, { about, scopes, document });
  if (type === 'apiKey') return [suggestApiKey(scheme, about)];
  if (type === 'http') return [suggestHttp(scheme, about)];
  if (type === 'openIdConnect')
    return [
      {
        note: `Its addresses are at ${textAt(scheme, 'openIdConnectUrl')?.slice(0, 300) ?? 'an address that is not named'}: read them there, and choose OAuth 2 with them.`,
      },
    ];
  return [{ note: `Signing in by "${type.slice(0, 40)}" is not known here. Choose another way.` }];
}

/** Title and description of a kind. */
function aboutScheme(name: string, scheme: JsonObject): Pick<AuthChoice, 'title' | 'description'> {
  const description = textAt(scheme, 'description');
  const title = cutText(toTitle(wordsOf(name)), 100);
  return {
    title: title === '' ? 'Sign in' : title,
    ...(description === undefined ? {} : { description: cutText(description, 1000) }),
  };
}

function suggestApiKey(scheme: JsonObject, about: Pick<AuthChoice, 'title' | 'description'>): Draft {
  const place = memberOf(scheme, 'in');
  const name = cutText(textAt(scheme, 'name') ?? '', 100);
  if (name === '')
    return { note: 'The document does not say where the key goes. Choose header or query, and its name.' };
  if (place === 'cookie')
    return { choice: { kind: 'apiKey', ...about, in: 'header', name: 'Cookie', prefix: `${name.slice(0, 49)}=` } };
  if (place === 'query') return { choice: { kind: 'apiKey', ...about, in: 'query', name } };
  // What is called a key of this header is a token nearly always.
  if (name.toLowerCase() === 'authorization')
    return {
      choice: { kind: 'bearer', ...about },
      note: 'Sent as "Authorization: Bearer …". Where the service wants another word before the key, or none, choose an API key with that prefix.',
    };
  return { choice: { kind: 'apiKey', ...about, in: 'header', name } };
}

function suggestHttp(scheme: JsonObject, about: Pick<AuthChoice, 'title' | 'description'>): Draft {
  const name = textAt(scheme, 'scheme')?.toLowerCase() ?? '';
  if (name === 'basic' || name === 'bearer') return { choice: { kind: name, ...about } };
  return { note: `The HTTP scheme "${name.slice(0, 40)}" is not known here. Choose another way.` };
}

/** As kinds are named in a manifest. */
function freeFieldName(name: string, taken: Set<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+|_+$/g, '')
    .slice(0, 55);
  const start = plain === '' ? 'auth' : plain;
  let free = start;
  for (let count = 2; taken.has(free); count += 1) free = `${start}_${count}`;
  taken.add(free);
  return free;
}

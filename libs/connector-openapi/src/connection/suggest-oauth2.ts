import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { OpenApiDocument } from '../document/openapi-document.ts';
import { entriesOf, isObject, memberOf, objectAt, textAt } from '../json-access.ts';
import { cutText } from '../texts.ts';
import type { AuthChoice } from './auth-choice.ts';
import { planServer, serversOf } from './plan-server.ts';
import type { Draft } from './auth-draft.ts';

interface Asked {
  readonly about: Pick<AuthChoice, 'title' | 'description'>;
  /** Those that the operations ask for; none: all. */
  readonly scopes: readonly JsonValue[];
  readonly document: OpenApiDocument;
}

/** The flows that a platform can use: for people the code, for itself the client's credentials. */
export function suggestOAuth2(scheme: JsonObject, asked: Asked): readonly Draft[] {
  const flows = objectAt(scheme, 'flows');
  const code = memberOf(flows, 'authorizationCode') ?? memberOf(flows, 'implicit');
  const client = memberOf(flows, 'clientCredentials');
  const drafts = [
    ...(isObject(code) ? [suggestCode(code, asked)] : []),
    ...(isObject(client) ? [suggestClient(client, asked)] : []),
  ];
  if (drafts.length > 0) return drafts;
  const names = entriesOf(flows).map(([name]) => name);
  return [{ note: `OAuth 2 by ${names.join(', ').slice(0, 100) || 'no flow'} is not known here. Choose another way.` }];
}

function suggestCode(flow: JsonObject, { about, scopes, document }: Asked): Draft {
  const authorizeUrl = addressOf(textAt(flow, 'authorizationUrl'), document);
  const stated = addressOf(textAt(flow, 'tokenUrl'), document);
  const guessed = stated === undefined ? guessTokenUrl(authorizeUrl) : undefined;
  const tokenUrl = stated ?? guessed;
  if (authorizeUrl === undefined || tokenUrl === undefined)
    return {
      note: 'The addresses of OAuth 2 are missing. Look for them in the documentation, and choose OAuth 2 with them.',
    };
  return {
    choice: {
      ...{ kind: 'oauth2', ...about },
      oauth2: { grant: 'authorization_code', authorizeUrl, tokenUrl, scopes: scopesOf(flow, scopes) },
    },
    ...(guessed === undefined
      ? {}
      : {
          note: `The document describes the implicit flow, which has no token address; ${guessed} is a guess. Check it.`,
        }),
  };
}

function suggestClient(flow: JsonObject, { about, scopes, document }: Asked): Draft {
  const tokenUrl = addressOf(textAt(flow, 'tokenUrl'), document);
  if (tokenUrl === undefined)
    return { suffix: '_client', note: 'The token address of OAuth 2 is missing. Choose OAuth 2 with it.' };
  return {
    suffix: '_client',
    choice: {
      ...{ kind: 'oauth2', ...about, title: cutText(`${about.title} (client)`, 100) },
      oauth2: { grant: 'client_credentials', tokenUrl, scopes: scopesOf(flow, scopes) },
    },
  };
}

function scopesOf(flow: JsonObject, wanted: readonly JsonValue[]): Record<string, string> {
  const known = entriesOf(memberOf(flow, 'scopes')).map(
    ([scope, why]) => [scope, typeof why === 'string' ? cutText(why, 500) : ''] as const,
  );
  const asked = known.filter(([scope]) => wanted.includes(scope));
  const unknown = wanted.filter((scope) => typeof scope === 'string' && !known.some(([name]) => name === scope));
  const needed = [...asked, ...unknown.map((scope) => [scope as string, ''] as const)];
  return Object.fromEntries(needed.length > 0 ? needed : known);
}

/** An address, relative to the server or to where the document was found. */
function addressOf(text: string | undefined, document: OpenApiDocument): string | undefined {
  if (text === undefined || text.length > 500) return undefined;
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? text : undefined;
  const base = planServer(serversOf(document.root)[0], document)?.baseUrl;
  const start = base === undefined || base.includes('{') ? document.sourceUrl : `${base}/`;
  return start !== undefined && URL.canParse(text, start) ? new URL(text, start).href : undefined;
}

/** Most services keep the two beside each other. */
function guessTokenUrl(authorizeUrl: string | undefined): string | undefined {
  const guess = authorizeUrl?.replace(/[?#].*$/, '').replace(/authori[sz]e(\/?)$/i, 'token$1');
  return guess === authorizeUrl?.replace(/[?#].*$/, '') ? undefined : guess;
}

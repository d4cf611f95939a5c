import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type {
  OAuthClient,
  OAuthClientCheck,
  OAuthClientForm,
  OAuthSignIn,
  OAuthStart,
  StartedOAuth,
} from '../contract.ts';

/** Which registration with a service. */
export interface OAuthClientAddress {
  readonly connector: string;
  readonly authKind: string;
}

const of = (path: OAuthClientAddress): { readonly path: OAuthClientAddress } => ({ path });

/** As whom this workspace is registered with a service, and what to register there. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const oauthClientQuery = (address: OAuthClientAddress) =>
  queryOptions({
    queryKey: ['oauth-client', address.connector, address.authKind],
    queryFn: ({ signal }): Promise<OAuthClient> =>
      answerOf(api.GET('/api/v1/oauth/clients/{connector}/{authKind}', { params: of(address), signal })),
  });

/** Enters the client that the service has given. */
export function saveOAuthClient(address: OAuthClientAddress, body: OAuthClientForm): Promise<OAuthClient> {
  return answerOf(api.PUT('/api/v1/oauth/clients/{connector}/{authKind}', { params: of(address), body }));
}

/** Asks the service whether it knows a client, before anybody signs in. */
export function checkOAuthClient(
  address: OAuthClientAddress,
  { fields = {}, ...form }: OAuthClientForm & Pick<OAuthStart, 'fields'>,
): Promise<OAuthClientCheck> {
  const body = { ...form, fields };
  return answerOf(api.POST('/api/v1/oauth/clients/{connector}/{authKind}/check', { params: of(address), body }));
}

/** Begins a sign-in; ends in the browser that began. */
export function startSignIn(body: OAuthStart): Promise<StartedOAuth> {
  return answerOf(api.POST('/api/v1/oauth/start', { body }));
}

/** How a sign-in has ended, or that it has not. */
export function readSignIn(id: string): Promise<OAuthSignIn> {
  return answerOf(api.GET('/api/v1/oauth/{id}', { params: { path: { id } } }));
}

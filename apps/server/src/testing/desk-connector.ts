import type { InstalledConnector } from '@millrace/connector-host';
import { auth, defineConnector, httpAction, t } from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';

const SCOPES = { openid: 'Who you are', offline_access: 'While you are away', read: 'Read tickets' };
const Me = t.Object({ account: t.String() });

/** A connector of a help desk whose accounts are at a provider. */
export function makeDeskConnector(providerUrl: string): InstalledConnector {
  const { hostname } = new URL(providerUrl);
  const urls = {
    authorizeUrl: `${providerUrl}/auth`,
    tokenUrl: `${providerUrl}/token`,
    revokeUrl: `${providerUrl}/token/revocation`,
  };
  const test = {
    request: { method: 'GET', path: '/me' },
    label: '{% body.account %}',
    id: '{% body.account %}',
  } as const;
  const connector = defineConnector({
    name: 'desk',
    title: 'Desk',
    description: 'Tickets of a help desk.',
    categories: ['support'],
    baseUrl: `${providerUrl}/api`,
    permissions: { hosts: [hostname] },
    auth: {
      account: auth.oauth2({
        ...{ title: 'Your account', grant: 'authorization_code', ...urls, scopes: SCOPES, test },
        authorizeParams: { prompt: 'consent' },
      }),
      machine: auth.oauth2({
        ...{ title: 'The machine itself', grant: 'client_credentials', tokenUrl: urls.tokenUrl, test },
        scopes: { read: 'Read tickets' },
      }),
      token: auth.bearer({ title: 'Token', test }),
    },
    actions: {
      get_me: httpAction({
        ...{ title: 'Get me', effects: 'read', input: t.Object({}), output: Me, sample: { account: 'ada' } },
        request: { method: 'GET', path: '/me' },
      }),
    },
  });
  return {
    origin: 'built-in',
    connector,
    manifest: describeConnector(connector, '1.0.0'),
    icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    readme: '# Desk',
  };
}

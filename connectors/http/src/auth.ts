import { auth, t } from '@millrace/connector-sdk';

const CLOSED = { additionalProperties: false };
const name = (title: string, placeholder: string) =>
  t.String({ title, minLength: 1, maxLength: 100, 'x-ui': { placeholder } });
const key = t.Secret({ title: 'Value' });

/** The usual ways in which services know who calls. */
export const httpAuth = {
  bearer: auth.bearer({ title: 'Bearer token' }),
  basic: auth.basic({ title: 'User and password' }),
  header: auth.apiKey({
    title: 'Header',
    in: 'header',
    name: '{connection.header}',
    fields: t.Object({ header: name('Header', 'X-Api-Key'), key }, CLOSED),
  }),
  query: auth.apiKey({
    title: 'Query parameter',
    description: 'Addresses end up in logs: take a header where the service knows one.',
    in: 'query',
    name: '{connection.parameter}',
    fields: t.Object({ parameter: name('Parameter', 'api_key'), key }, CLOSED),
  }),
};

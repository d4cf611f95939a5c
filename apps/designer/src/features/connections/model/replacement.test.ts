import { describe, expect, test } from '@jest/globals';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { beginReplacement, missingOf, toReplacementForm } from './replacement.ts';

const connector = {
  permissions: { hosts: ['*'], sockets: [], secrets: false },
  auth: [
    {
      name: 'basic',
      fields: {
        required: ['user', 'password'],
        properties: {
          user: { type: 'string', title: 'User' },
          password: { type: 'string', title: 'Password', 'x-sensitive': true },
          port: { type: 'integer' },
        },
      },
    },
  ],
} as unknown as ConnectorDescription;
const connection = {
  ...{ name: 'erp', kind: 'connector', authKind: 'basic', fieldNames: ['password'] },
  fields: { user: 'ada', port: 8080, odd: { nested: true } },
  allowedHosts: ['erp.example.com', 'auth.example.com'],
} as unknown as Connection;

describe('replacing what a connection holds', () => {
  test('begins with what is no secret, and asks for the rest', () => {
    const begun = beginReplacement(connection, connector);
    expect(begun?.given).toEqual({ user: 'ada', port: 8080 });
    expect(begun?.hosts).toBe('erp.example.com, auth.example.com');
    expect(begun && missingOf(begun)).toEqual(['password']);
  });

  test('sends everything, with the hosts as a list', () => {
    const begun = beginReplacement(connection, connector);
    const filled = begun && {
      ...begun,
      given: { ...begun.given, password: 'new', port: '' },
      hosts: 'https://a.example.com/x',
    };
    expect(filled && missingOf(filled)).toEqual([]);
    expect(filled && toReplacementForm(filled, 0)).toEqual({
      fields: { user: 'ada', password: 'new' },
      previousHours: 0,
      allowedHosts: ['a.example.com'],
    });
  });

  test('misses the hosts of a connector that goes anywhere', () => {
    const begun = beginReplacement(connection, connector);
    expect(begun && missingOf({ ...begun, hosts: ' ' })).toEqual(['password', 'hosts']);
  });

  test('asks a webhook for the secrets that it has, and for no host', () => {
    const secret = { name: 'hook', kind: 'secret', fieldNames: ['secret'] } as unknown as Connection;
    const begun = beginReplacement(secret, undefined);
    expect(begun?.fields.map(({ name, kind }) => [name, kind])).toEqual([['secret', 'secret']]);
    expect(begun && toReplacementForm({ ...begun, given: { secret: 's' } }, 12)).toEqual({
      fields: { secret: 's' },
      previousHours: 12,
    });
  });

  test('cannot begin when the connector or its way of signing in is gone', () => {
    expect(beginReplacement(connection, undefined)).toBeUndefined();
    expect(beginReplacement({ ...connection, authKind: 'gone' }, connector)).toBeUndefined();
  });
});

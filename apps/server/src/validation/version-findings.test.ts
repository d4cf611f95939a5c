import type { Manifest } from '@millrace/connector-sdk/platform';
import type { ConnectorDescription } from '../connectors/connector-catalogue.ts';
import { findVersionFindings } from './version-findings.ts';

const connector = (name: string, more: Partial<ConnectorDescription> = {}): ConnectorDescription => ({
  ...{ origin: 'package', state: 'published', icon: '', readme: '', versions: ['1.0.0'], manifestBytes: 100 },
  manifest: { name, version: '1.0.0' } as Manifest,
  ...more,
});
const document = (connectors: Readonly<Record<string, string>> = {}) => ({
  connectors,
  triggers: { hook: { type: 'connector', use: 'crm/contact_created' } },
  machine: { States: { Each: { Branches: [{ States: { Call: { Resource: 'connector:desk/list' } } }] } } },
});
const codesOf = (...given: Parameters<typeof findVersionFindings>): readonly string[] =>
  findVersionFindings(...given).map(({ code, path, severity, hint }) => `${code} ${path} ${severity} ${hint ?? ''}`);

test('who calls a published connector says which version', () => {
  expect(codesOf(document({ crm: '1.0.0' }), [connector('crm'), connector('desk'), connector('unused')])).toEqual([
    'connector.not_pinned /connectors warning Say which: "connectors": { "desk": "1.0.0" }.',
  ]);
  expect(codesOf(document(), [connector('desk', { origin: 'built-in' })])).toEqual([]);
});

test('a version that is deprecated is named, with what is better', () => {
  const old = connector('desk', { state: 'deprecated', successor: '1.1.0' });
  expect(codesOf(document({ desk: '1.0.0' }), [old])).toEqual([
    'connector.version_deprecated /connectors/desk warning Use 1.1.0 instead.',
  ]);
});

test('a version that may do more than anybody has allowed is no version to run', () => {
  const wider = connector('desk', { unapproved: ['evil.example'] });
  expect(codesOf(document({ desk: '1.0.0' }), [wider])).toEqual([
    'connector.approval_needed /connectors/desk error Ask an administrator to promote it.',
  ]);
});

test('what is no document names nothing', () => {
  expect(findVersionFindings({ list: Array.from({ length: 300_000 }, () => 1) }, [connector('desk')])).toEqual([]);
  for (const value of [null, 5, 'x', [], { connectors: null, machine: { States: null } }])
    expect(findVersionFindings(value, [connector('desk')])).toEqual([]);
});

import {
  findToApprove,
  type ConnectorPermissions,
  type ConnectorUser,
  type ListedConnectorVersion,
} from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import type { VersionStep } from './check-bump.ts';
import type { PublishedConnector } from './connector-publisher.ts';

const MAX_PERMISSION_CHARACTERS = 300;
const version = keptText(1, 64);
const approved = z
  .array(keptText(1, MAX_PERMISSION_CHARACTERS))
  .max(200)
  .default([])
  .meta({ description: 'What the version may do and no approved one may, as `approvalNeeded` says it.' });

const change = z.object({
  path: z.string(),
  rule: z.string(),
  bump: z.enum(['patch', 'minor', 'major']).meta({ description: 'The least that it asks of the version.' }),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

/** What a connector may do beside computing. */
export const permissionsDto = z.object({
  hosts: z.array(z.string()),
  sockets: z.array(z.string()),
  secrets: z.boolean(),
  memoryMiB: z.int(),
});
export type PermissionsDto = z.infer<typeof permissionsDto>;

const approvalDto = {
  isApproved: z.boolean().meta({
    description:
      'Whether somebody who may promote has said yes to what it may do: it may be called with connections, and pinned.',
  }),
  approvalNeeded: z.array(z.string()).meta({
    description: 'What promoting it needs a yes to, in `approved`: hosts, sockets, `secrets`, `memory 512 MiB`.',
  }),
};

const stepDto = {
  since: z.string().optional().meta({ description: 'The version before; absent for the first.' }),
  bump: z.enum(['patch', 'minor', 'major']).optional(),
  changes: z.array(change),
};

export const publishQuery = z.strictObject({
  draft: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'As a draft, 0.0.0-dev.<name>, which only its author sees and may replace.' }),
  promote: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Make it what new workflows get. Needs connector.manage.' }),
  dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'Say what would be; keep nothing.' }),
  approve: z.string().max(10_000).optional().meta({ description: 'As `approved` of promote, separated by commas.' }),
});
export type PublishQuery = z.infer<typeof publishQuery>;

export const publishedConnector = named(
  'PublishedConnector',
  z.object({
    name: z.string(),
    version: z.string(),
    state: z.enum(['draft', 'published']),
    isLatest: z.boolean(),
    ...approvalDto,
    ...stepDto,
  }),
);
export type PublishedConnectorDto = z.infer<typeof publishedConnector>;

export const packagePreview = named(
  'ConnectorPreview',
  z.object({
    name: z.string(),
    version: z.string(),
    title: z.string(),
    description: z.string(),
    icon: z.string(),
    readme: z.string(),
    signedBy: z.string().optional(),
    actions: z.array(z.string()),
    triggers: z.array(z.string()),
    permissions: permissionsDto,
    approvalNeeded: approvalDto.approvalNeeded,
    ...stepDto,
  }),
);
export type PackagePreview = z.infer<typeof packagePreview>;

const versionDto = named(
  'ConnectorVersion',
  z.object({
    name: z.string(),
    version: z.string(),
    state: z.enum(['draft', 'published', 'deprecated', 'yanked']),
    isLatest: z.boolean(),
    origin: z.enum(['built-in', 'package', 'openapi', 'piece']),
    publishedAt: z.string().optional(),
    publishedBy: z.string().optional(),
    signedBy: z.string().optional().meta({ description: 'Id of the key.' }),
    sha512: z.string().optional(),
    successor: z.string().optional(),
    blocked: z.string().optional().meta({ description: 'Why nothing of it is called any more.' }),
    changelog: z.string(),
    permissions: permissionsDto,
    ...approvalDto,
    changes: z.array(change),
  }),
);
export type ConnectorVersionDto = z.infer<typeof versionDto>;
export const connectorVersions = named('ConnectorVersions', z.object({ items: z.array(versionDto) }));
export type ConnectorVersionsDto = z.infer<typeof connectorVersions>;

export const nameParams = z.strictObject({ name: keptText(1, 64) });
export type NameParams = z.infer<typeof nameParams>;
export const versionParams = z.strictObject({ name: keptText(1, 64), version });
export type VersionParams = z.infer<typeof versionParams>;

export const promoteRequest = named('PromoteConnector', z.strictObject({ approved }));
export type PromoteRequest = z.infer<typeof promoteRequest>;
export const deprecateRequest = named(
  'DeprecateConnector',
  z.strictObject({ successor: version.optional().meta({ description: 'The version to use instead.' }) }),
);
export type DeprecateRequest = z.infer<typeof deprecateRequest>;
export const blockRequest = named(
  'BlockConnector',
  z.strictObject({ reason: keptText(1, 500).meta({ description: 'Shown to everybody whose run calls it.' }) }),
);
export type BlockRequest = z.infer<typeof blockRequest>;

const use = z.object({
  pin: z.string().optional(),
  actions: z.array(z.string()),
  triggers: z.array(z.string()),
});
export const connectorUsers = named(
  'ConnectorUsers',
  z.object({
    items: z.array(
      z.object({
        workflow: z.string(),
        live: use.extend({ number: z.int().meta({ description: 'Of the live version.' }) }).optional(),
        draft: use.optional(),
      }),
    ),
  }),
);
export type ConnectorUsersDto = z.infer<typeof connectorUsers>;

export function toStep(step: VersionStep | undefined): Pick<PublishedConnectorDto, 'since' | 'bump' | 'changes'> {
  if (step === undefined) return { changes: [] };
  return { since: step.since, bump: step.bump, changes: step.changes.map((one) => ({ ...one })) };
}

export function toPublishedDto({ step, approvalNeeded, ...published }: PublishedConnector): PublishedConnectorDto {
  return { ...published, approvalNeeded: [...approvalNeeded], ...toStep(step) };
}

export function toVersionDto(
  found: ListedConnectorVersion,
  latest: string | undefined,
  approved: readonly ConnectorPermissions[],
): ConnectorVersionDto {
  const isApproved = found.approvedAtMs !== undefined;
  const { name, permissions, state, origin, changelog, sha512, signedBy, successor, blockedBecause } = found;
  return {
    ...{ name, version: found.version, state, origin, changelog, sha512 },
    isLatest: found.version === latest,
    ...{ publishedAt: toIsoTime(found.publishedAtMs), publishedBy: found.authorName },
    ...(signedBy === undefined ? {} : { signedBy }),
    ...(successor === undefined ? {} : { successor }),
    ...(blockedBecause === undefined ? {} : { blocked: blockedBecause }),
    ...{ permissions: toPermissionsDto({ permissions }), isApproved },
    approvalNeeded: isApproved ? [] : [...findToApprove(permissions, approved)],
    changes: found.changes as unknown as ConnectorVersionDto['changes'],
  };
}

export function toUsersDto(users: readonly ConnectorUser[]): ConnectorUsersDto {
  const toUse = ({ pin, actions, triggers }: NonNullable<ConnectorUser['draft']>) => ({
    ...(pin === undefined ? {} : { pin }),
    ...{ actions: [...actions], triggers: [...triggers] },
  });
  return {
    items: users.map(({ workflow, live, draft }) => ({
      workflow,
      ...(live === undefined ? {} : { live: { ...toUse(live), number: live.number } }),
      ...(draft === undefined ? {} : { draft: toUse(draft) }),
    })),
  };
}

export function toPermissionsDto({ permissions }: { readonly permissions: ConnectorPermissions }): PermissionsDto {
  const { hosts, sockets, secrets, memoryMiB } = permissions;
  return { hosts: [...hosts], sockets: [...sockets], secrets, memoryMiB };
}

import type { AlertChannel, ChannelTarget } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptName, keptText } from '../http/text.ts';

const MAX_RECIPIENTS = 20;
const MAX_URL = 2000;

const webAddress = keptText(1, MAX_URL).refine(
  (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).username === '',
  'Write an address like https://example.com/alerts.',
);
const targets = [
  z.strictObject({ kind: z.literal('email'), to: z.array(z.email().max(254)).min(1).max(MAX_RECIPIENTS) }),
  z.strictObject({
    kind: z.literal('slack'),
    url: webAddress
      .optional()
      .meta({ description: 'Of an incoming webhook. It is a secret: written, and never read.' }),
  }),
  z.strictObject({ kind: z.literal('webhook'), url: webAddress }),
  z.strictObject({ kind: z.literal('workflow'), workflow: keptText(1, 64) }),
] as const;
const targetRequest = z.discriminatedUnion('kind', [...targets]);
export type TargetRequest = z.infer<typeof targetRequest>;

export const makeAlertChannelRequest = named(
  'MakeAlertChannel',
  z
    .strictObject({ name: keptName(100), target: targetRequest })
    .refine(({ target }) => target.kind !== 'slack' || target.url !== undefined, {
      error: 'Slack gives an address for each incoming webhook. Copy it here.',
      path: ['target', 'url'],
    }),
);
export type MakeAlertChannelRequest = z.infer<typeof makeAlertChannelRequest>;

export const changeAlertChannelRequest = named(
  'ChangeAlertChannel',
  z.strictObject({
    name: keptName(100).optional(),
    target: targetRequest.optional().meta({ description: 'Of the kind that it has. Without its secret, that stays.' }),
    newSecret: z
      .literal(true)
      .optional()
      .meta({ description: 'Of a webhook: another one signs from now on, and for 24 hours the one before as well.' }),
  }),
);
export type ChangeAlertChannelRequest = z.infer<typeof changeAlertChannelRequest>;

const shownTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('email'), to: z.array(z.string()) }),
  z.object({ kind: z.literal('slack') }),
  z.object({ kind: z.literal('webhook'), url: z.string() }),
  z.object({ kind: z.literal('workflow'), workflow: z.string() }),
]);
const alertChannelDto = named(
  'AlertChannel',
  z.object({
    id: z.string(),
    name: z.string(),
    target: shownTarget,
    secretSetAt: z.string().optional(),
    lastUse: z.object({ at: z.string(), isGood: z.boolean(), detail: z.string() }).optional(),
    obstacle: z.string().optional().meta({ description: 'Why it cannot send at all.' }),
    createdBy: z.string(),
    createdAt: z.string(),
  }),
);
export type AlertChannelDto = z.infer<typeof alertChannelDto>;
export const alertChannelSecretDto = named(
  'AlertChannelSecret',
  alertChannelDto.extend({
    secret: z.string().optional().meta({ description: 'What a webhook is signed by. It is shown this once.' }),
  }),
);
export type AlertChannelSecretDto = z.infer<typeof alertChannelSecretDto>;
export const alertChannelList = named('AlertChannelList', z.object({ items: z.array(alertChannelDto) }));
export type AlertChannelList = z.infer<typeof alertChannelList>;

export const alertChannelParams = z.strictObject({ id: z.uuid() });
export type AlertChannelParams = z.infer<typeof alertChannelParams>;

export const alertChannelTestDto = named(
  'AlertChannelTest',
  z.object({ isGood: z.boolean(), detail: z.string().meta({ description: 'What happened, in words.' }) }),
);
export type AlertChannelTestDto = z.infer<typeof alertChannelTestDto>;

export function toAlertChannelDto(channel: AlertChannel, obstacle: string | undefined): AlertChannelDto {
  const { id, name, secretSetAtMs, lastUse, createdBy, createdAtMs } = channel;
  return {
    ...{ id, name, target: toShownTarget(channel.target) },
    ...(secretSetAtMs === undefined ? {} : { secretSetAt: toIsoTime(secretSetAtMs) }),
    ...(lastUse === undefined
      ? {}
      : { lastUse: { at: toIsoTime(lastUse.atMs), isGood: lastUse.isGood, detail: lastUse.detail } }),
    ...(obstacle === undefined ? {} : { obstacle }),
    ...{ createdBy, createdAt: toIsoTime(createdAtMs) },
  };
}

const toShownTarget = (target: ChannelTarget): z.infer<typeof shownTarget> =>
  target.kind === 'email' ? { ...target, to: [...target.to] } : { ...target };

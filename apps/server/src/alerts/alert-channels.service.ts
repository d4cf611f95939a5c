import { Inject, Injectable } from '@nestjs/common';
import {
  createIds,
  RuntimeError,
  type Actor,
  type AlertStore,
  type ChannelSecrets,
  type ChannelTarget,
  type Clock,
  type Ids,
  type SealedAlertChannel,
} from '@millrace/runtime';
import { makeWebhookSecret } from '@millrace/security';
import { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { CLOCK } from '../platform/tokens.ts';
import {
  toAlertChannelDto,
  type AlertChannelList,
  type AlertChannelSecretDto,
  type AlertChannelTestDto,
  type ChangeAlertChannelRequest,
  type MakeAlertChannelRequest,
  type TargetRequest,
} from './alert-channels.dto.ts';
import { ALERT_STORE } from './alert-tokens.ts';
import { AlertSender } from './channels/alert-sender.ts';
import { openChannelSecrets } from './channels/channel-secrets.ts';

/** Whoever receives has so long to take the new secret. */
const PREVIOUS_MS = 24 * 3_600_000;

/** Where alerts go. */
@Injectable()
export class AlertChannelsService {
  private readonly ids: Ids;

  constructor(
    @Inject(ALERT_STORE) private readonly store: AlertStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly secrets: ConnectionSecrets,
    private readonly sender: AlertSender,
  ) {
    this.ids = createIds(clock);
  }

  async list({ workspace }: Actor): Promise<AlertChannelList> {
    const channels = await this.store.listChannels({ workspaceId: workspace.id });
    return { items: channels.map((channel) => toAlertChannelDto(channel, this.sender.findObstacle(channel))) };
  }

  async make(actor: Actor, { name, target }: MakeAlertChannelRequest): Promise<AlertChannelSecretDto> {
    const [id, workspaceId] = [this.ids.runId(), actor.workspace.id];
    const secrets = newSecrets(target);
    const sealed = secrets && this.secrets.sealChannel({ workspaceId, recordId: id, version: 1 }, secrets);
    const made = await this.store.createChannel({
      ...{ id, workspaceId, name, target: toTarget(target), createdBy: actor.name },
      ...(sealed === undefined ? {} : { sealed }),
    });
    const dto = toAlertChannelDto(made, this.sender.findObstacle(made));
    return secrets?.secret === undefined ? dto : { ...dto, secret: secrets.secret };
  }

  async change({ workspace }: Actor, id: string, request: ChangeAlertChannelRequest): Promise<AlertChannelSecretDto> {
    const channel = await this.require({ workspaceId: workspace.id, id });
    const target = request.target === undefined ? channel.target : toTarget(request.target);
    const secrets = this.findNewSecrets(channel, request);
    const version = (channel.sealed?.version ?? 0) + 1;
    const place = { workspaceId: workspace.id, recordId: id, version };
    const changed = await this.store.changeChannel({
      ...{ workspaceId: workspace.id, id, name: request.name ?? channel.name, target },
      ...(secrets === undefined ? {} : { next: { version, sealed: this.secrets.sealChannel(place, secrets) } }),
    });
    if (changed === undefined) throw changedMeanwhile(channel.name);
    const dto = toAlertChannelDto(changed, this.sender.findObstacle(changed));
    return request.newSecret === undefined || secrets?.secret === undefined ? dto : { ...dto, secret: secrets.secret };
  }

  async remove({ workspace }: Actor, id: string): Promise<void> {
    if (!(await this.store.removeChannel({ workspaceId: workspace.id, id }))) throw noSuchChannel(id);
  }

  /** Sends now, and says what happened. */
  async test({ workspace }: Actor, id: string): Promise<AlertChannelTestDto> {
    const channel = await this.require({ workspaceId: workspace.id, id });
    const result = await this.sender.test(channel, { id: this.ids.runId(), workspace: workspace.slug });
    const isGood = result.kind === 'sent';
    const detail = isGood ? result.detail : result.reason;
    await this.store.noteUse({ id, isGood, detail });
    return { isGood, detail };
  }

  private findNewSecrets(
    channel: SealedAlertChannel,
    { target, newSecret }: ChangeAlertChannelRequest,
  ): ChannelSecrets | undefined {
    if (target?.kind === 'slack' && target.url !== undefined) return { url: target.url };
    if (channel.target.kind !== 'webhook' || newSecret === undefined) return undefined;
    const { secret: before } = openChannelSecrets(this.secrets, channel);
    const untilMs = this.clock.nowMs() + PREVIOUS_MS;
    return {
      secret: makeWebhookSecret(),
      ...(before === undefined ? {} : { previous: { secret: before, untilMs } }),
    };
  }

  private async require(named: { readonly workspaceId: string; readonly id: string }): Promise<SealedAlertChannel> {
    const channel = await this.store.findChannel(named);
    if (channel === undefined) throw noSuchChannel(named.id);
    return channel;
  }
}

/** What is secret of it goes elsewhere. */
function toTarget(target: TargetRequest): ChannelTarget {
  return target.kind === 'slack' ? { kind: 'slack' } : target;
}

function newSecrets(target: TargetRequest): ChannelSecrets | undefined {
  if (target.kind === 'webhook') return { secret: makeWebhookSecret() };
  return target.kind === 'slack' && target.url !== undefined ? { url: target.url } : undefined;
}

const noSuchChannel = (id: string): RuntimeError =>
  new RuntimeError('alert.channel_not_found', `There is no channel ${id}.`);
const changedMeanwhile = (name: string): RuntimeError =>
  new RuntimeError(
    'alert.channel_changed',
    `The channel "${name}" was changed or removed meanwhile, or is of another kind. Look at it again.`,
  );

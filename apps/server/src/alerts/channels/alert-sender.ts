import type { SealedAlertChannel, SendResult, TakenDelivery } from '@millrace/runtime';
import { SecurityError } from '@millrace/security';
import type { ConnectionSecrets } from '../../connections/connection-secrets.ts';
import { messageOf, testMessage, type AlertMessage } from './alert-message.ts';
import { openChannelSecrets, signingSecrets } from './channel-secrets.ts';
import { NO_MAIL, sendMail, type MailSettings } from './mail-sender.ts';
import { sendSlack, sendWebhook, type WebParts } from './web-sender.ts';
import { sendToWorkflow, type WorkflowParts } from './workflow-sender.ts';

interface SenderParts {
  readonly vault: Pick<ConnectionSecrets, 'openChannel'>;
  readonly mail: MailSettings;
  readonly web: WebParts;
  readonly workflow: WorkflowParts;
}

/** Sends messages by channels, whichever they are. */
export class AlertSender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** What waits to be told. Rejects when this installation is in trouble. */
  send(taken: TakenDelivery): Promise<SendResult> {
    return this.#send(taken.channel, messageOf(taken, this.#parts.mail.publicUrl()));
  }

  /** Tries a channel, now. */
  test(
    channel: SealedAlertChannel,
    { id, workspace }: { readonly id: string; readonly workspace: string },
  ): Promise<SendResult> {
    const { workspaceId, name } = channel;
    return this.#send(channel, testMessage({ id, workspaceId, workspace, channel: name }));
  }

  /** Why the channel cannot send at all, if so. */
  findObstacle({ target }: Pick<SealedAlertChannel, 'target'>): string | undefined {
    return target.kind === 'email' && this.#parts.mail.smtpUrl === undefined ? NO_MAIL : undefined;
  }

  async #send(channel: SealedAlertChannel, message: AlertMessage): Promise<SendResult> {
    const { vault, mail, web, workflow } = this.#parts;
    const { target } = channel;
    try {
      switch (target.kind) {
        case 'email':
          return await sendMail(mail, target.to, message);
        case 'slack':
          return await sendSlack(web, openChannelSecrets(vault, channel).url, message);
        case 'webhook': {
          const secrets = signingSecrets(openChannelSecrets(vault, channel), web.nowMs());
          return await sendWebhook(web, { url: target.url, secrets }, message);
        }
        case 'workflow':
          return await sendToWorkflow(workflow, target.workflow, message);
      }
    } catch (cause) {
      // Another key, or none: an operator can put that right, and nobody else.
      if (cause instanceof SecurityError) return { kind: 'later', reason: cause.message };
      throw cause;
    }
  }
}

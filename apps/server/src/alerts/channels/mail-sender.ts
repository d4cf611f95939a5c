import type { SendResult } from '@millrace/runtime';
import { headOf, type AlertMessage } from './alert-message.ts';

const TIMEOUT_MS = 20_000;
/** From here on another try would end the same. RFC 5321 §4.2.1. */
const PERMANENT = 500;

export interface MailSettings {
  readonly smtpUrl: string | undefined;
  readonly smtpFrom: string | undefined;
  readonly publicUrl: () => string;
}
export const NO_MAIL =
  'This installation has no mail server. Whoever runs it sets MILLRACE_SMTP_URL and MILLRACE_SMTP_FROM, and starts it again.';

/** Sends by the mail server of the installation: what an operator has set, so no guard is asked. */
export async function sendMail(
  { smtpUrl: url, smtpFrom: from, publicUrl }: MailSettings,
  to: readonly string[],
  message: AlertMessage,
): Promise<SendResult> {
  if (url === undefined || from === undefined) return { kind: 'later', reason: NO_MAIL };
  // Loaded here: a server starts without it, and most send no mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    ...{ url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
    // A text is all that is sent: no file, and nothing that must be fetched.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const { accepted, rejected } = await transport.sendMail({
      ...{ from, to: [...to], subject: message.subject, text: textOf(message) },
      // The same when it is sent again, so that a mailbox may show it once.
      messageId: `<${message.id}@${new URL(publicUrl()).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Millrace-Alert': message.id },
    });
    const refused = rejected.length === 0 ? '' : ` It refused ${rejected.length} of the addresses.`;
    return {
      kind: 'sent',
      detail: `The mail server took it for ${accepted.length} of ${to.length} addresses.${refused}`,
    };
  } catch (cause) {
    return toResult(cause);
  } finally {
    transport.close();
  }
}

/** The driver's own words may hold the address of the server, and no password. */
function toResult(cause: unknown): SendResult {
  const { code, responseCode, response } = cause as Readonly<Record<'code' | 'responseCode' | 'response', unknown>>;
  if (typeof responseCode === 'number') {
    const answer = typeof response === 'string' ? response.slice(0, 200) : String(responseCode);
    const reason = `The mail server refused it: ${answer}`;
    // A refused sign-in is mended by whoever runs the installation, and then goes on.
    return { kind: responseCode >= PERMANENT && code !== 'EAUTH' ? 'never' : 'later', reason };
  }
  return { kind: 'later', reason: `The mail server does not answer${typeof code === 'string' ? ` (${code})` : ''}.` };
}

function textOf({ subject, isTest, isDigest, items }: AlertMessage): string {
  if (isTest) return `${subject}.\n\nThis is a test: nothing has happened.\n`;
  const head = isDigest ? 'What happened in your quiet hours:\n\n' : '';
  const parts = items.map(({ event, sentence, alert, links }) =>
    [
      `${headOf(event.kind)}: ${sentence}`,
      `Rule: ${alert.ruleName}. ${new Date(event.atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
      ...links.map(({ title, url }) => `- ${title}: ${url}`),
    ].join('\n'),
  );
  return `${head}${parts.join('\n\n')}\n`;
}

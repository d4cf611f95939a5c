import { email, smtpUrl } from './settings-parsers.ts';
import type { SettingTable } from './settings-table.ts';

/** By which server this installation sends e-mail. */
export const MAIL_SETTINGS = {
  smtpUrl: {
    name: 'MILLRACE_SMTP_URL',
    parse: smtpUrl,
    isSecret: true,
    about:
      'Mail server by which alerts are sent: smtp://user:password@host:587, which turns to TLS where the server can, or smtps://host:465. Without it no channel can send e-mail.',
  },
  smtpFrom: {
    name: 'MILLRACE_SMTP_FROM',
    parse: email,
    about: 'Sender of these e-mails. Needed with MILLRACE_SMTP_URL.',
  },
} satisfies SettingTable;

export function findMailFault(settings: {
  readonly smtpUrl: string | undefined;
  readonly smtpFrom: string | undefined;
}): string[] {
  if (settings.smtpUrl === undefined || settings.smtpFrom !== undefined) return [];
  return ['MILLRACE_SMTP_FROM: is missing; MILLRACE_SMTP_URL is given.'];
}

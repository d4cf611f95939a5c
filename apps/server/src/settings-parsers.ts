import { parseVaultKey } from '@millrace/security';
import type { SettingFault } from './settings-table.ts';

/** Any text. */
export const text = (value: string): string => value;

/** A whole number in a range. */
export const integer =
  (min: number, max: number) =>
  (value: string): number | SettingFault => {
    const parsed = /^-?\d{1,15}$/.test(value) ? Number(value) : NaN;
    return parsed >= min && parsed <= max ? parsed : { fault: `"${value}" is no whole number from ${min} to ${max}.` };
  };

/** One of some words. */
export const oneOf =
  <const W extends string>(...words: readonly W[]) =>
  (value: string): W | SettingFault =>
    words.find((word) => word === value) ?? { fault: `"${value}" is none of ${words.join(', ')}.` };

/** Words separated by commas. */
export const list = (value: string): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** An http or https URL without path, query or user info. */
export function origin(value: string): string | SettingFault {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href) return url.origin;
  return { fault: `"${value}" is no origin like https://millrace.example.com, without a path.` };
}

/** A Postgres connection URL. Its text may hold a password, so a fault never repeats it. */
export function postgresUrl(value: string): string | SettingFault {
  if (URL.canParse(value) && /^postgres(?:ql)?:$/.test(new URL(value).protocol)) return value;
  return { fault: 'is no URL like postgres://user:password@host:5432/database.' };
}

/** A Redis connection URL. Its text may hold a password, so a fault never repeats it. */
export function redisUrl(value: string): string | SettingFault {
  const { protocol, hostname, pathname, search } = URL.canParse(value) ? new URL(value) : new URL('none:');
  if (/^rediss?:$/.test(protocol) && hostname !== '' && /^(?:\/\d*)?$/.test(pathname) && search === '') return value;
  return { fault: 'is no URL like redis://user:password@host:6379/0; rediss:// for TLS.' };
}

/** An SMTP connection URL. Its text may hold a password, so a fault never repeats it. */
export function smtpUrl(value: string): string | SettingFault {
  const { protocol, hostname, pathname, search } = URL.canParse(value) ? new URL(value) : new URL('none:');
  if (/^smtps?:$/.test(protocol) && hostname !== '' && /^\/?$/.test(pathname) && search === '') return value;
  return { fault: 'is no URL like smtp://user:password@host:587; smtps:// for TLS from the beginning.' };
}

/** An encryption key in base64. A fault never repeats it. */
export function vaultKey(value: string): string | SettingFault {
  try {
    parseVaultKey(value);
    return value;
  } catch (cause) {
    return { fault: `is no key. ${(cause as Error).message}` };
  }
}

/** An e-mail address, roughly. */
export const email = (value: string): string | SettingFault =>
  /^[^\s@]+@[^\s@]+$/.test(value) ? value : { fault: `"${value}" is no e-mail address.` };

/** An http or https URL. */
export function webUrl(value: string): string | SettingFault {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return value;
  return { fault: 'is no URL like http://localhost:4318, without a user or a password.' };
}

/** A number from 0 to 1. */
export function fraction(value: string): number | SettingFault {
  const parsed = /^(?:0|1|[01]?\.\d+)$/.test(value) ? Number(value) : NaN;
  return parsed >= 0 && parsed <= 1 ? parsed : { fault: `"${value}" is no number from 0 to 1.` };
}

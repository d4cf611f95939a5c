import type { ResponseCookie } from '@millrace/connector-sdk';

/** Reads `Set-Cookie` headers as browsers do; what has no name is no cookie. RFC 6265 §5.2. */
export function readCookies(headers: string | readonly string[] | undefined): readonly ResponseCookie[] {
  return [headers ?? []].flat().flatMap(readCookie);
}

function readCookie(header: string): ResponseCookie[] {
  const [pair = '', ...rest] = header.split(';');
  const { name, value } = splitAtEquals(pair);
  if (name === '' || !pair.includes('=')) return [];
  const attributes = rest
    .map(splitAtEquals)
    .filter((attribute) => attribute.name !== '')
    .map((attribute) => [attribute.name.toLowerCase(), attribute.value] as const);
  return [{ name, value, attributes: Object.fromEntries(attributes) }];
}

function splitAtEquals(text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf('=');
  return at < 0
    ? { name: text.trim(), value: '' }
    : { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
}

/** `text/html` of `Text/HTML; charset=utf-8`, the first one of a list that some proxy made; empty without one. */
export function mediaTypeOf(header: string | undefined): string {
  return header?.split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

/** Is it a type and a subtype? RFC 9110 §8.3.1. */
export function isMediaType(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/.test(text);
}

/** Is a body of this type JSON? WHATWG MIME Sniffing §4.6. */
export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json');
}

/** A parameter of a header such as Content-Type, unquoted. RFC 9110 §5.6.6; one look at each character, whatever it holds. */
export function parameterOf(header: string, name: string): string | undefined {
  let at = header.indexOf(';');
  while (at >= 0) {
    const next = header.indexOf(';', at + 1);
    const part = header.slice(at + 1, next < 0 ? undefined : next);
    const equals = part.indexOf('=');
    const start = at + 1 + equals + 1 + leadingBlanks(part.slice(equals + 1));
    const isQuoted = equals >= 0 && header[start] === '"';
    const end = isQuoted ? closingQuote(header, start) : next < 0 ? header.length : next;
    if (equals >= 0 && part.slice(0, equals).trim().toLowerCase() === name) {
      // A backslash before anything but a quote is one: paths of old browsers hold them.
      return isQuoted ? header.slice(start + 1, end).replaceAll('\\"', '"') : header.slice(start, end).trim();
    }
    at = isQuoted ? header.indexOf(';', end) : next;
  }
  return undefined;
}

const leadingBlanks = (text: string): number => text.length - text.trimStart().length;

/** Where a quoted text ends; the end of the header when it does not. */
function closingQuote(header: string, start: number): number {
  let at = start + 1;
  while (at < header.length && header[at] !== '"') at += header[at] === '\\' ? 2 : 1;
  return at;
}

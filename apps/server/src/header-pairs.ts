/** `name=value` texts, as OpenTelemetry writes headers: values may be percent-encoded. */
export function pairsOf(texts: readonly string[]): (readonly [string, string])[] {
  return texts.map((text) => {
    const [name = '', ...rest] = text.split('=');
    return [name.trim(), decode(rest.join('=').trim())];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

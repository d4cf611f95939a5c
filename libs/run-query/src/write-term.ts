/** A value as a query takes it: in quotation marks when it needs them. */
export function writeValue(text: string): string {
  const isPlain = text !== '' && text !== '*' && !/[\s",]/.test(text) && !/^[<>=]/.test(text);
  return isPlain ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** A name, or a part of a path. */
export function writeName(text: string): string {
  return text !== '' && !/[\s":.,<>=]/.test(text) && !text.startsWith('-')
    ? text
    : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** `-status:failed,timed_out`, of a field and its values. */
export function writeTerm(field: string, values: readonly string[], isNot = false): string {
  return `${isNot ? '-' : ''}${field}:${values.map(writeValue).join(',')}`;
}

import type { JsonObject, JsonValue } from '@millrace/machine';
import { ServerError } from '../errors.ts';

const MAX_FIELDS = 1000;
const MAX_NAME_BYTES = 200;

/** Gathers the fields of a form: a name that comes several times has a list of values. Names are never taken apart. */
export class FormFields {
  private readonly fields = new Map<string, JsonValue[]>();
  private count = 0;

  /** `request.form_too_complex` for the field that is too many; its value is not even asked for. */
  add(name: string, value: () => JsonValue): void {
    this.count += 1;
    const nameBytes = Buffer.byteLength(name);
    if (this.count > MAX_FIELDS) throw tooComplex({ limit: MAX_FIELDS, actual: this.count });
    if (nameBytes > MAX_NAME_BYTES) throw tooComplex({ limit: MAX_NAME_BYTES, actual: nameBytes });
    const known = this.fields.get(name);
    if (known === undefined) this.fields.set(name, [value()]);
    else known.push(value());
  }

  toJson(): JsonObject {
    const entries = [...this.fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const);
    // Nobody means it, and copying code downstream might.
    return Object.fromEntries(entries.filter(([name]) => name !== '__proto__')) as JsonObject;
  }
}

function tooComplex(detail: { readonly limit: number; readonly actual: number }): ServerError {
  const message = `A form has at most ${MAX_FIELDS} fields, with names of at most ${MAX_NAME_BYTES} bytes.`;
  return new ServerError('request.form_too_complex', message, { detail });
}

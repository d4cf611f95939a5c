import jsonata from 'jsonata';

const LIMITS = { stack: 200, timeout: 1000, sequence: 100_000 };

/** The value by the reference implementation; undefined when there is none. */
export async function valueByReference(
  source: string,
  { input, bindings }: { readonly input: unknown; readonly bindings: Readonly<Record<string, unknown>> },
): Promise<{ readonly value: unknown } | undefined> {
  // It loses regular expressions that its parser copies, and then looks for a match for ever.
  if (source.includes('/') && /\?[?:]/.test(source)) return undefined;
  try {
    const value: unknown = await jsonata(source, LIMITS).evaluate(input, bindings);
    return { value };
  } catch {
    return undefined;
  }
}

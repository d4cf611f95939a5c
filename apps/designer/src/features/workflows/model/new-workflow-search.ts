/** What the address of the page says: what is looked for, and which template is looked at. */
export interface NewWorkflowSearch {
  readonly q?: string;
  readonly template?: string;
}

/** Reads it from an address. Digits alone are read as a number by the router. */
export function readNewWorkflowSearch(search: Readonly<Record<string, unknown>>): NewWorkflowSearch {
  const [q, template] = [search.q, search.template].map((value) => (typeof value === 'number' ? `${value}` : value));
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof template === 'string' && template !== '' ? { template } : {}),
  };
}

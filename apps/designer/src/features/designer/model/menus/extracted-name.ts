const MAX_NAME_CHARACTERS = 64;

/** The name of a workflow as its title suggests it: small letters, digits and hyphens. */
export function nameFromTitle(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_NAME_CHARACTERS)
    .replace(/-+$/, '');
}

/** Whether a workflow can be called so. */
export const isWorkflowName = (name: string): boolean =>
  name.length <= MAX_NAME_CHARACTERS && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);

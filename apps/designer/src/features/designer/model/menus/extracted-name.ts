import { slugOf } from '../../../../lib/slug.ts';

const MAX_NAME_CHARACTERS = 64;

/** The name of a workflow as its title suggests it: small letters, digits and hyphens. */
export const nameFromTitle = (title: string): string => slugOf(title, MAX_NAME_CHARACTERS);

/** Whether a workflow can be called so. */
export const isWorkflowName = (name: string): boolean =>
  name.length <= MAX_NAME_CHARACTERS && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);

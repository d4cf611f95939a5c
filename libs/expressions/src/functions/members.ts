/** An object that functions make. */
export type Members = Record<string, unknown>;

/** Sets a member, unless its name would replace the object's prototype: such members are left out everywhere. */
export function setMember(target: Members, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value;
}

/** Takes the members out of a structure, in place, that could replace a prototype where they are copied. */
export function dropPrototypes(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) dropPrototypes(item);
    return;
  }
  const members = value as Members;
  if (Object.hasOwn(members, '__proto__')) Reflect.deleteProperty(members, '__proto__');
  for (const name of Object.keys(members)) dropPrototypes(members[name]);
}

/** An object that functions make. */
export type Members = Record<string, unknown>;

/** Sets a member, unless its name would replace the object's prototype: such members are left out everywhere. */
export function setMember(target: Members, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value;
}

/** Larger objects are hash tables in the engine, which are built faster than they are copied. */
const MAX_COPIED_MEMBERS = 128;

/** A new object with the same members, but for one that could replace its prototype. `count` is how many there are. */
export function copyOfMembers(object: Readonly<Members>, count: number): Members {
  if (count <= MAX_COPIED_MEMBERS) {
    const copy = { ...object };
    if (Object.hasOwn(copy, '__proto__')) Reflect.deleteProperty(copy, '__proto__');
    return copy;
  }
  const copy = Object.create(null) as Members;
  for (const name in object) setMember(copy, name, object[name]);
  return Object.setPrototypeOf(copy, Object.prototype) as Members;
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

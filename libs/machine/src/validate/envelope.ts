// What surrounds the machine: triggers and pins, as far as a schema cannot check them.
import type { JsonValue } from '../json.ts';
import { expressionOf } from '../template.ts';
import { isObject, type Checking } from './context.ts';
import { checkTemplate, type Place } from './expressions.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';

/** A trigger's expressions are evaluated before there is a run. */
const BEFORE_THE_RUN: Place = {
  assigned: { isEverSet: () => false, isAlwaysSet: () => false },
  members: ['input'],
};

/** Paths that two triggers claim, and keys that are no expressions. */
export function checkTriggers(triggers: JsonValue | undefined, checking: Checking): void {
  const owners = new Map<string, string>();
  for (const [id, trigger] of Object.entries(isObject(triggers) ? triggers : {})) {
    if (!isObject(trigger)) continue;
    const at = pointerTo('/triggers', id);
    const { path, dedupe } = trigger;
    if (typeof path === 'string') checkPath(path, { owners, id, at }, checking);
    if (typeof dedupe === 'string') checkKey(dedupe, `${at}/dedupe`, checking);
  }
}

function checkPath(
  path: string,
  { owners, id, at }: { readonly owners: Map<string, string>; readonly id: string; readonly at: string },
  { add }: Checking,
): void {
  const owner = owners.get(path);
  owners.set(path, owner ?? id);
  if (owner === undefined) return;
  const message = `The trigger ${quote(owner)} has the path ${quote(path)} too.`;
  add({ code: 'trigger.path_taken', path: `${at}/path`, message, hint: 'A path belongs to one trigger.' });
}

function checkKey(key: string, path: string, checking: Checking): void {
  if (expressionOf(key) !== undefined) {
    checkTemplate(key, { path, place: BEFORE_THE_RUN }, checking);
    return;
  }
  const hint = 'For example {% $states.input.body.id %}.';
  checking.add({ code: 'trigger.key_invalid', path, message: 'A dedupe key is an expression.', hint });
}

/** Connectors that are pinned to what is not installed. */
export function checkPins(pins: JsonValue | undefined, { context, add }: Checking): void {
  const { connectorVersions } = context;
  if (connectorVersions === undefined || !isObject(pins)) return;
  const code = 'connector.version_unknown';
  for (const [name, version] of Object.entries(pins)) {
    const path = pointerTo('/connectors', name);
    const installed = Object.hasOwn(connectorVersions, name) ? connectorVersions[name] : undefined;
    if (installed === undefined) {
      const hint = 'See the Connectors page for what is installed.';
      add({ code, path, message: `There is no connector named ${quote(name)}.`, hint });
    } else if (typeof version === 'string' && !installed.includes(version)) {
      const message = `Version ${quote(version)} of ${quote(name)} is not installed.`;
      add({ code, path, message, hint: `Installed: ${installed.join(', ')}.` });
    }
  }
}

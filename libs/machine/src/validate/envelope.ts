// What surrounds the machine: settings and pins, as far as a schema cannot check them.
import type { JsonValue } from '../json.ts';
import { expressionOf } from '../template.ts';
import type { Checking } from './context.ts';
import { checkTemplate, type Place } from './expressions.ts';
import { isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';
import { checkWorkflow } from './task-rules.ts';
import { NONE } from './variables.ts';

/** What is evaluated before there is a run reads the event alone. */
const BEFORE_THE_RUN: Place = { assigned: NONE, members: ['input'] };

/** Checks an expression that is evaluated when an event comes; nothing else may stand there. */
export function checkEventExpression(value: JsonValue | undefined, path: string, checking: Checking): void {
  if (typeof value !== 'string') return;
  if (expressionOf(value) !== undefined) {
    checkTemplate(value, { path, place: BEFORE_THE_RUN }, checking);
    return;
  }
  const hint = 'For example {% $states.input.body.id %}.';
  checking.add({ code: 'trigger.key_invalid', path, message: 'What stands here is an expression.', hint });
}

/** The expressions in the settings. */
export function checkSettings(settings: JsonValue | undefined, checking: Checking): void {
  if (!isObject(settings)) return;
  for (const field of ['concurrency', 'rate']) {
    const holder = settings[field];
    if (isObject(holder)) checkEventExpression(holder.key, `/settings/${field}/key`, checking);
  }
  const { searchAttributes, onFailure } = settings;
  if (typeof onFailure === 'string') checkWorkflow(onFailure, '/settings/onFailure', checking);
  for (const [name, value] of Object.entries(isObject(searchAttributes) ? searchAttributes : {})) {
    checkEventExpression(value, pointerTo('/settings/searchAttributes', name), checking);
  }
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
      const message = `Version ${quote(version)} of ${quote(name)} cannot be pinned: it is not installed, a draft, or was yanked.`;
      add({ code, path, message, hint: `Versions that can: ${installed.join(', ')}.` });
    }
  }
}

// What the designer offers to begin with is right by the checks of this installation, and does what it says.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import coreConnector from '@millrace/connector-core';
import { installBuiltIn } from '@millrace/connector-host';
import httpConnector from '@millrace/connector-http';
import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import { MemoryConnectorRegistryStore } from '@millrace/testing';
import { runWorkflowTest } from '@millrace/workflow-tests';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { ValidationService } from '../validation/validation.service.ts';

const FOLDER = new URL('../../../designer/src/features/workflows/templates/', import.meta.url);
const templates = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as WorkflowDocument);

const { resolve } = createRequire(import.meta.url);
const connectors = [coreConnector, httpConnector];
const installed = connectors.map((connector) => installBuiltIn(connector, resolve));
const validation = new ValidationService(
  new ConnectorCatalogue(installed, new MemoryConnectorRegistryStore({ nowMs: () => 0 })),
  {} as DoorSettings,
);
const inputSchemas = Object.fromEntries(
  connectors.flatMap(({ name, actions }) =>
    Object.entries(actions).map(([action, { input }]) => [`connector:${name}/${action}`, input as JsonObject]),
  ),
);

test('there are some', () => {
  expect(templates.length).toBeGreaterThan(5);
});

describe.each(templates.map((template) => [template.name, template] as const))('%s', (name, template) => {
  test('has no problem, not even a warning', async () => {
    expect(await validation.check('workspace', template as unknown as JsonValue)).toEqual([]);
  });

  test('says what it does, and calls no address of somebody', () => {
    expect(template.title).not.toBe('');
    expect(template.description).toMatch(/\.$/);
    const hosts = JSON.stringify(template).match(/https?:\/\/[^/"']+/g) ?? [];
    expect(hosts.filter((host) => !/[/.]example\.com$/.test(host))).toEqual([]);
  });

  test.each((template.tests ?? []).map((one) => [one.name, one] as const))('%s', async (...[, one]) => {
    const { failures, status } = await runWorkflowTest(template, one, { inputSchemas });
    expect({ failures, status }).toEqual({ failures: [], status: 'passed' });
  });

  test('is tried to the end of every way: its tests call each of its tasks', async () => {
    const called = new Set<string>();
    for (const one of template.tests ?? [])
      for (const { state } of (await runWorkflowTest(template, one)).trace) called.add(state);
    expect(tasksOf(template.machine).filter((task) => !called.has(task))).toEqual([]);
  });
});

/** Names of all tasks, those inside of others too. */
function tasksOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => [
    ...((member as { Type?: unknown } | null)?.Type === 'Task' ? [name] : []),
    ...tasksOf(member),
  ]);
}

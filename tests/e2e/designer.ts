// What the tests of the designer share: how they find things on its page, and how they make and read the draft behind it.
import type { Locator, Page } from 'playwright-core';
import { until } from '@millrace/testing';
import type { Api } from './owner.ts';

/** A state as far as tests read it. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Comment?: string;
  readonly Resource?: string;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}
/** A workflow as far as tests read it. */
export interface Document {
  readonly title?: string;
  readonly machine: { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
}
export type States = Readonly<Record<string, object>>;

/** A step that only hands on; without a next one it ends the way. */
export const pass = (Next?: string, more: object = {}): object => ({
  Type: 'Pass',
  ...(Next === undefined ? { End: true } : { Next }),
  ...more,
});

/** The designer as it is open in a page. */
export class Designer {
  readonly #url: string;
  readonly #api: Api;

  constructor(
    readonly page: Page,
    { url, api }: { readonly url: string; readonly api: Api },
  ) {
    this.#url = url;
    this.#api = api;
  }

  /** Makes a workflow and opens it. */
  async make(name: string, States: States, more: object = {}): Promise<void> {
    const machine = { QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], States };
    const triggers = { call: { type: 'call' } };
    await this.#api('POST', '/workflows', { body: { millrace: 1, name, title: name, triggers, machine, ...more } });
    await this.open(name);
  }

  async open(name: string): Promise<void> {
    await this.page.goto(`${this.#url}/w/default/workflows/${name}/design`);
  }

  /** A line of the outline. */
  line(name: string): Locator {
    return this.page.getByRole('tree', { name: 'Outline' }).getByRole('treeitem', { name });
  }

  /** A card on the canvas. */
  card(name: string): Locator {
    return this.page.getByRole('group', { name: new RegExp(`, ${name}, |^${name}, `) });
  }

  canvas(): Locator {
    return this.page.getByRole('application', { name: 'Workflow canvas' });
  }

  /** The steps and triggers of the outline, from above. */
  lines(): Promise<readonly string[]> {
    return this.#ids('[role=treeitem]');
  }

  async #ids(lines: string): Promise<readonly string[]> {
    const all = await this.page.getByRole('tree', { name: 'Outline' }).locator(lines).all();
    // A line that is gone by now has no id.
    const ids = await Promise.all(all.map((line) => line.getAttribute('data-id', { timeout: 1000 }).catch(() => null)));
    return ids.filter((id) => id !== null);
  }

  async waitForSteps(...names: readonly string[]): Promise<void> {
    await until(async () => (await this.lines()).filter((id) => !/^(trigger|edge):/.test(id)).join() === names.join());
  }

  /** What the outline marks as selected. */
  async selected(): Promise<readonly string[]> {
    return this.#ids('[role=treeitem][aria-selected=true]');
  }

  async waitForSelected(...names: readonly string[]): Promise<void> {
    await until(async () => (await this.selected()).join() === names.join());
  }

  async saved(): Promise<void> {
    await this.page
      .getByText(/^Saved/)
      .first()
      .waitFor();
  }

  /** The draft once the page has saved it. */
  async stored(name: string): Promise<Document> {
    await this.saved();
    return (await this.#api('GET', `/workflows/${name}/draft`)).document as Document;
  }

  said(): Promise<string | null> {
    return this.page.getByRole('status', { name: 'What was done' }).textContent();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Walks by F6 until the focus is in a part of the page. */
  async walkTo(region: string): Promise<void> {
    await until(async () => {
      const isThere = (await this.page.locator(`[data-region="${region}"] :focus`).count()) > 0;
      if (!isThere) await this.press('F6');
      return isThere;
    });
  }
}

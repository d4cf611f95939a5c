import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

/** The longest page has fewer places to stop at. */
const MOST_STEPS = 80;

type Role = Parameters<Page['getByRole']>[0];

/**
 * What a person does in a journey, counted: a click, a drag, Enter or a shortcut is one interaction. Typing and Tab are free,
 * and so is looking.
 */
export class Interactions {
  #count = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Clicks what has a role and a name, both exactly as a screen reader says them. */
  async click(role: Role, name: string | RegExp): Promise<void> {
    const target = this.#page.getByRole(role, { name, exact: typeof name === 'string' }).first();
    if (role !== 'radio') return this.clickOn(target);
    // A segment is its label; the radio itself is only there for those who hear it.
    const id = (await target.getAttribute('id')) ?? '';
    return this.clickOn(this.#page.locator(`label[for="${id}"]`));
  }

  async clickOn(target: Locator): Promise<void> {
    this.#count += 1;
    await target.click();
  }

  /** Presses a key or a shortcut. */
  async press(keys: string): Promise<void> {
    this.#count += 1;
    await this.#page.keyboard.press(keys);
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  async tab(): Promise<void> {
    await this.#page.keyboard.press('Tab');
  }

  /** Walks on with Tab until something has the focus, and presses a key on it. */
  async pressOn(target: Locator, key = 'Enter'): Promise<void> {
    await this.#walkTo(target, 'Tab');
    await this.press(key);
  }

  /** Walks down a list until one of its entries has the focus, and takes it. Each line is an interaction. */
  async pickFromList(target: Locator): Promise<void> {
    await this.#walkTo(target, 'ArrowDown');
    await this.press('Enter');
  }

  async #walkTo(target: Locator, key: 'Tab' | 'ArrowDown'): Promise<void> {
    await target.waitFor();
    const focused = this.#page.locator(':focus').and(target);
    for (let steps = 0; (await focused.count()) === 0; steps += 1) {
      if (steps === MOST_STEPS) throw new Error(`${MOST_STEPS} presses of ${key} do not reach ${target.toString()}.`);
      await (key === 'Tab' ? this.tab() : this.press(key));
    }
  }

  /** Fails when the journey took more than it may. */
  expectAtMost(target: number): void {
    process.stdout.write(`${expect.getState().currentTestName ?? ''}: ${this.#count} of ${target} interactions\n`);
    expect(this.#count).toBeLessThanOrEqual(target);
  }
}

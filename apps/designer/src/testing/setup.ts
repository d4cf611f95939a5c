// What jsdom lacks and Mantine, the virtualiser or the API's client ask for.
import { jest } from '@jest/globals';
import { configure } from '@testing-library/react';
import { TextDecoder, TextEncoder } from 'node:util';
import { deserialize, serialize } from 'node:v8';

class SilentResizeObserver implements ResizeObserver {
  observe(): void {
    // jsdom lays nothing out, so no size ever changes.
  }
  unobserve(): void {
    // See observe.
  }
  disconnect(): void {
    // See observe.
  }
}

class PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: RequestInit['body'];
  constructor(url: string, { method = 'GET', headers, body }: RequestInit = {}) {
    [this.url, this.method, this.headers, this.body] = [url, method, new Headers(headers), body];
  }
}

globalThis.ResizeObserver = SilentResizeObserver;
Object.assign(globalThis, {
  Request: PlainRequest,
  TextDecoder,
  TextEncoder,
  structuredClone: (value: unknown): unknown => deserialize(serialize(value)),
});
Object.assign(window, { scrollTo: () => undefined });
Element.prototype.scrollIntoView = () => undefined;
Object.defineProperty(window, 'matchMedia', {
  value: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: jest.fn(),
    removeEventListener: jest.fn(),
    addListener: jest.fn(),
    removeListener: jest.fn(),
  }),
});
// What is loaded when it is opened takes its time beside other suites: the usual second was sometimes too short.
configure({ asyncUtilTimeout: 10_000 });

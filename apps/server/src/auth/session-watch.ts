import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Which live streams belong to which session, so that signing out ends them. */
@Injectable()
export class SessionWatch {
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly sessions = new WeakMap<object, string>();

  /** Notes the session that a request came with. */
  remember(request: FastifyRequest, tokenHash: string): void {
    this.sessions.set(request.raw, tokenHash);
  }

  /** Calls back when the request's session ends here; returns how to stop. Requests with a key have no session. */
  onEnd(request: FastifyRequest, listener: () => void): () => void {
    const tokenHash = this.sessions.get(request.raw);
    if (tokenHash === undefined) return () => undefined;
    const listeners = this.listeners.get(tokenHash) ?? new Set();
    this.listeners.set(tokenHash, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(tokenHash);
    };
  }

  end(tokenHash: string): void {
    for (const listener of this.listeners.get(tokenHash) ?? []) listener();
  }
}

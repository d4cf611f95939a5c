import type { FastifyReply, FastifyRequest } from 'fastify';

export const SESSION_IDLE_SECONDS = 12 * 3600;
export const SESSION_TOTAL_SECONDS = 7 * 24 * 3600;

/** The session cookie: hardened by its name too where the server is reached over https. */
export class SessionCookie {
  private readonly name: string;
  private readonly attributes: string;

  constructor(publicUrl: string) {
    const isSecure = publicUrl.startsWith('https:');
    this.name = isSecure ? '__Host-millrace' : 'millrace';
    this.attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }

  read(request: FastifyRequest): string | undefined {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2);
      if (name === this.name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
    }
    return undefined;
  }

  write(reply: FastifyReply, token: string): void {
    reply.header('set-cookie', `${this.name}=${token}${this.attributes}; Max-Age=${SESSION_TOTAL_SECONDS}`);
  }

  clear(reply: FastifyReply): void {
    reply.header('set-cookie', `${this.name}=${this.attributes}; Max-Age=0`);
  }
}

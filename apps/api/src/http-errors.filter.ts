import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { escapeHtml, type Logger, WEB_PAGE_POLICY, webPage } from '#platform';
import { languageFor, words } from '#words';
import { AddressRefused, type AddressRefusal, ruleOf, toErrorResponse } from './errors.ts';

interface Paths {
  readonly graphql: string;
  /** Undefined where no console is served. */
  readonly console?: string | undefined;
}

interface Refused {
  readonly status: number;
  readonly retryAfter?: number | undefined;
  readonly refusal: AddressRefusal;
}

const MALFORMED =
  'The address has a % that begins no character (UTF-8). Copy the address again; a percent sign itself is %25.';

/** For plain HTTP routes; GraphQL formats its own. */
@Catch()
export class HttpErrors implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly paths: Paths,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, retryAfter, refusal } = this.#refusalOf(error, request);
    response.status(status);
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    if (request.path === this.paths.graphql) {
      const { message, ...extensions } = refusal;
      response.json({ errors: [{ message, extensions }] });
      return;
    }
    response.vary('Accept');
    if (request.accepts(['json', 'html']) === 'html') this.#sendPage(refusal, request, response);
    else response.type('json').json(refusal);
  }

  #refusalOf(error: unknown, { path }: Request): Refused {
    if (error instanceof AddressRefused) return { status: error.getStatus(), refusal: error.refusal };
    const { code, message, status, retryAfter, rule } = toErrorResponse(error, this.logger);
    const told = status === 400 && isMalformed(path) ? MALFORMED : message;
    return { status, retryAfter, refusal: { code, ...ruleOf({ rule }), message: told } };
  }

  /** To a person, who typed an address or followed a link. */
  #sendPage({ code, message, rule }: AddressRefusal, { method, path, headers }: Request, response: Response): void {
    const language = languageFor(undefined, headers['accept-language']);
    const { codes, address } = words[language];
    const said: string = Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : message;
    // What the router says of an address that leads nowhere.
    const isBare = message.startsWith(`Cannot ${method} `);
    // Without the first /, as this server may be below a path of its host.
    const up = '../'.repeat(path.split('/').length - 2);
    const start =
      this.paths.console && `<a href="${up}${this.paths.console.slice(1)}">${escapeHtml(address.start)}</a>`;
    response.vary('Accept-Language');
    response
      .set({
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Language': language,
        'Content-Security-Policy': WEB_PAGE_POLICY,
        'Cache-Control': 'no-store',
      })
      .send(
        webPage(language, said, [
          ...(said === message || isBare ? [] : [`<p lang="en">${escapeHtml(message)}</p>`]),
          `<p>${escapeHtml(address.todo)} ${start ?? ''}</p>`,
          `<p class="small"><code>${escapeHtml([code, rule].filter(Boolean).join(' · '))}</code></p>`,
        ]),
      );
  }
}

function isMalformed(path: string): boolean {
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    return true;
  }
}

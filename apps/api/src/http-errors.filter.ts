import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from '#platform';
import { ruleOf, toErrorResponse } from './errors.ts';

/** For plain HTTP routes; GraphQL formats its own. */
@Catch()
export class HttpErrors implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly graphqlPath: string,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw error;
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { code, message, status, retryAfter, rule } = toErrorResponse(error, this.logger);
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    const ofGraphql = http.getRequest<Request>().path === this.graphqlPath;
    const coded = { code, ...ruleOf({ rule }) };
    response.status(status).json(ofGraphql ? { errors: [{ message, extensions: coded }] } : { ...coded, message });
  }
}

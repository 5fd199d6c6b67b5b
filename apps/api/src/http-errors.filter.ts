import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { Log } from '#platform';
import { told } from './errors.ts';

/** Errors of the plain HTTP routes: `{ code, message }` with a fitting status. GraphQL formats its own. */
@Catch()
export class HttpErrors implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw error;
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { code, message, status } = told(error, this.log);
    response.status(status).json({ code, message });
  }
}

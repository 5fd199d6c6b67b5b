import { createHash } from 'node:crypto';
import { Controller, Get, Headers, HttpException, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DOCUMENT_FORMATS, type DocumentFormat } from '#finance';
import { type Authenticator, MAKEGOOD } from '#server';
import { type Makegood } from '#engine';
import { issuedDocument } from '#views';
import { mayReadBooks } from './books.ts';
import { Budgets } from './budget.ts';
import { AUTHENTICATOR } from './tokens.ts';

/** A page is set in 30 ms. */
const LINES: Readonly<Record<DocumentFormat, number>> = { xml: 5, pdf: 50 };

/** Credit notes, and the invoices that reverse them, as documents (F4, F5). */
@Controller('credit-notes')
export class CreditNotesController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  @Get(':file')
  async download(
    @Param('file') file: string,
    @Headers('authorization') authorization: string | undefined,
    @Headers('if-none-match') known: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    if (actor.role !== 'PARTNER') mayReadBooks(actor, 'download credit notes');
    const [, number = '', extension = ''] = /^(.+)\.(xml|pdf)$/.exec(file) ?? [];
    const format = extension as DocumentFormat | '';
    const budget = this.budgets.of(actor);
    await budget.admit(format === '' ? LINES.xml : LINES[format]);
    const source = format === '' ? undefined : await issuedDocument(this.makegood, actor, number);
    if (format === '' || !source) {
      const message = 'You have no credit note of this number. Ask for <number>.xml or <number>.pdf.';
      throw new HttpException(message, 404);
    }
    await budget.turn();
    const { mediaType, render } = DOCUMENT_FORMATS[format];
    const bytes = await render(source);
    const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
    response.set({
      'Content-Type': mediaType,
      'Content-Disposition': `attachment; filename="${file}"`,
      // Browsers must neither guess another type, nor run the content.
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'private, no-cache',
      ETag: etag,
    });
    if (known?.includes(etag)) response.status(304).end();
    else response.send(bytes);
  }
}

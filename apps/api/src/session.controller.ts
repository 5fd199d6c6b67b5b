import { Body, Controller, Delete, Get, HttpCode, HttpException, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type Makegood } from '#engine';
import { type Bearer, isOfThisMachine, LOCAL_STAFF, localToken, MAKEGOOD } from '#server';
import { partnersModel } from '#views';
import { SESSION_HOURS, Sessions } from './sessions.ts';

const HOURS_A_DAY = 24;
const MOST_PARTNERS = 100;

const choice = z.strictObject({ role: z.string(), id: z.string() });

interface Person extends Bearer {
  /** Of the partner. */
  readonly name?: string;
}

/** Signing in and out by a browser. */
@Controller('session')
export class SessionController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  /** Whom one can sign in as without an identity provider: one of each role, and one of each partner. */
  @Get('local')
  async people(@Req() request: Request): Promise<{ people: readonly Person[] }> {
    this.#requireLocal(request);
    return { people: await this.#people() };
  }

  @Post('local')
  @HttpCode(204)
  async signIn(
    @Req() request: Request,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    this.#requireLocal(request);
    const { data: chosen } = choice.safeParse(body);
    const person = chosen && (await this.#people()).find(({ role, id }) => role === chosen.role && id === chosen.id);
    if (!person)
      throw new HttpException('Send { "role": …, "id": … } of one of the people of GET /session/local.', 400);
    const token = await localToken(this.makegood.settings.MAKEGOOD_DATA, person, SESSION_HOURS / HOURS_A_DAY);
    response.append('Set-Cookie', await this.sessions.begin(token));
  }

  @Delete()
  @HttpCode(204)
  signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    this.#requireOwn(request);
    // What was applied on the way here is not renewed.
    response.set({ 'Set-Cookie': this.sessions.ended, 'Clear-Site-Data': '"cache"' });
  }

  async #people(): Promise<readonly Person[]> {
    const { items } = await this.makegood.models.query(partnersModel, { limit: MOST_PARTNERS });
    const partners = items.map(
      ({ document: { id, terms } }): Person => ({ role: 'PARTNER', id, partnerId: id, name: terms.name }),
    );
    return [...partners, ...LOCAL_STAFF];
  }

  /** The host as well: the name of another site may be made to lead to this machine. */
  #requireLocal(request: Request): void {
    const { AUTH_JWKS_URL } = this.makegood.settings;
    if (AUTH_JWKS_URL !== undefined || !isOfThisMachine(request) || !isLoopback(request.headers.host))
      throw new HttpException('Signing in without an identity provider is for browsers of this machine.', 404);
    this.#requireOwn(request);
  }

  #requireOwn(request: Request): void {
    if (!this.sessions.isOwn(request))
      throw new HttpException(
        'Signing in and out is for pages of this server: this request comes from elsewhere.',
        403,
      );
  }
}

const isLoopback = (host = ''): boolean => /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host);

import { Body, Controller, Delete, Get, HttpCode, HttpException, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type Makegood } from '#engine';
import {
  type Authenticator,
  type Bearer,
  isOfThisMachine,
  KeysUnavailable,
  LOCAL_STAFF,
  localToken,
  MAKEGOOD,
  Unauthenticated,
} from '#server';
import { partnersModel } from '#views';
import { HOUR_MS } from '#kernel';
import { CONSOLE_PATH } from './console.controller.ts';
import { SESSION_HOURS, Sessions } from './sessions.ts';
import type { SignIn, Tokens } from './sign-in.ts';
import { AUTHENTICATOR, SIGN_IN } from './tokens.ts';

const HOURS_A_DAY = 24;
const MOST_PARTNERS = 100;

const NOT_SIGNED_IN = 'The identity provider did not sign you in, or too long ago. Start again at /session/sign-in.';
const NOT_FOR_US =
  'The identity provider signed you in, but its token is not one for this server. The administrator must check AUTH_AUDIENCE, AUTH_SCOPE and the claim "role".';

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
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(SIGN_IN) private readonly signIn: SignIn | undefined,
  ) {}

  /** Whom one can sign in as without an identity provider: one of each role, and one of each partner. */
  @Get('local')
  async people(@Req() request: Request): Promise<{ people: readonly Person[] }> {
    this.#requireLocal(request);
    return { people: await this.#people() };
  }

  @Post('local')
  @HttpCode(204)
  async signInLocally(
    @Req() request: Request,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    this.#requireLocal(request);
    const { data: chosen } = choice.safeParse(body);
    const person = chosen && (await this.#people()).find(({ role, id }) => role === chosen.role && id === chosen.id);
    if (!person)
      throw new HttpException('Send { "role": …, "id": … } of one of the people of GET /session/local.', 400);
    const access = await localToken(this.makegood.settings.MAKEGOOD_DATA, person, SESSION_HOURS / HOURS_A_DAY);
    const accessEndsAtMs = Date.now() + SESSION_HOURS * HOUR_MS;
    await this.#begin(person.id, { access, accessEndsAtMs }, response);
  }

  /** `to`: the path that is shown afterwards. */
  @Get('sign-in')
  async toProvider(@Query('to') to: unknown, @Res({ passthrough: true }) response: Response): Promise<void> {
    const { location, pending } = await this.#atProvider((signIn) => signIn.begin(typeof to === 'string' ? to : ''));
    response.status(303).set({ Location: location, 'Cache-Control': 'no-store' });
    response.append('Set-Cookie', await this.sessions.pending(pending));
  }

  @Get('callback')
  async fromProvider(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<string> {
    const pending = await this.sessions.pendingOf(request);
    if (!pending) throw new HttpException(NOT_SIGNED_IN, 400);
    const query = request.originalUrl.slice(request.path.length);
    const tokens = await this.#atProvider((signIn) => signIn.complete(query, pending));
    const authenticated = this.authenticator.authenticate(`Bearer ${tokens.access}`);
    const { actor, expiresAtMs: accessEndsAtMs } = await authenticated.catch((error: unknown) => {
      throw error instanceof Unauthenticated ? new HttpException(NOT_FOR_US, 403) : error;
    });
    response.set({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.append('Set-Cookie', this.sessions.noLongerPending);
    await this.#begin(actor.id, { ...tokens, accessEndsAtMs }, response);
    // A redirect would still count as coming from the provider, and the new cookie would not be sent.
    const to = pending.to.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Makegood</title><meta http-equiv="refresh" content="0;url=${to}">`;
  }

  /** Here, and at the provider where it can be: `Location` leads over it. */
  @Delete()
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    this.#requireOwn(request);
    const { cookies, isKnownThere } = await this.sessions.end(request);
    const next = isKnownThere ? '/session/ended' : CONSOLE_PATH;
    // What was applied on the way here is not renewed.
    response.set({ 'Set-Cookie': [...cookies], 'Clear-Site-Data': '"cache"', Location: next });
  }

  /** On from here the provider signs out a person who has signed out here. */
  @Get('ended')
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const identity = await this.sessions.endingIdentityOf(request);
    const address =
      identity === undefined
        ? undefined
        : await this.signIn?.signOutAddress(identity, CONSOLE_PATH).catch(() => undefined);
    response.status(303).set({ Location: address ?? CONSOLE_PATH, 'Cache-Control': 'no-store' });
    if (identity !== undefined) response.append('Set-Cookie', this.sessions.endedAtProvider);
  }

  async #begin(subject: string, tokens: Tokens, response: Response): Promise<void> {
    for (const cookie of await this.sessions.begin(subject, tokens)) response.append('Set-Cookie', cookie);
  }

  async #atProvider<T>(work: (signIn: SignIn) => Promise<T>): Promise<T> {
    if (!this.signIn) throw new HttpException('Browsers do not sign in here: AUTH_CLIENT_ID is not set.', 404);
    try {
      return await work(this.signIn);
    } catch (error) {
      if (error instanceof KeysUnavailable) throw error;
      this.makegood.logger.warn({ error: String(error) }, 'signing in at the identity provider has failed');
      throw new HttpException(NOT_SIGNED_IN, 400);
    }
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

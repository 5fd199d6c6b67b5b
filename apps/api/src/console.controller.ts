import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { Controller, Get, HttpException, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { sha256 } from '#kernel';
import { compressed, type Encoding, encodingFor } from './compression.ts';
import { AddressRefused } from './errors.ts';

/** Below which the page is served. */
export const CONSOLE_PATH = '/console/';
/** Nothing comes from elsewhere, no script or style is written into the page, and no text becomes one. WebAssembly reads bar codes. */
export const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Files of this folder have the digest of their content in their names. */
const HASHED = 'assets/';
const FIRST_PAGE = 'index.html';
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.json', '.svg', '.wasm', '.webmanifest', '.txt', '.map']);
const NOT_BUILT =
  'This server was started without its console. Build it with npm run build, then load this page again.';

interface ConsoleFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly etag: string;
  readonly smaller: Map<Encoding, Promise<Buffer>>;
}

/** The files of a build, all of one: a build that replaces them meanwhile is not mixed with it. */
export class ConsoleFiles {
  #read: Promise<ReadonlyMap<string, ConsoleFile>> | undefined;

  /** `folder`: of the build; default: the one beside this program. */
  constructor(private readonly folder = builtConsole()) {}

  /** Undefined as well when nothing was built. */
  async find(path: string): Promise<ConsoleFile | undefined> {
    // Looked for again until it is there.
    if (!this.#read && !existsSync(join(this.folder, FIRST_PAGE))) return undefined;
    this.#read ??= this.#readAll();
    return (await this.#read).get(path);
  }

  async #readAll(): Promise<ReadonlyMap<string, ConsoleFile>> {
    const found = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = found
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }): Promise<ConsoleFile> => {
        const at = join(parentPath, name);
        const bytes = await readFile(at);
        return { path: relative(this.folder, at), bytes, etag: `W/"${sha256(bytes)}"`, smaller: new Map() };
      });
    return new Map((await Promise.all(files)).map((file) => [file.path, file]));
  }
}

/** The console: a page that asks the API, served as it was built. */
@Controller()
export class ConsoleController {
  constructor(@Inject(ConsoleFiles) private readonly files: ConsoleFiles) {}

  @Get()
  first(@Res() response: Response): void {
    leadToConsole(response);
  }

  /** An address of the page itself is no file: it gets the page. */
  @Get('console{/*path}')
  async file(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!request.path.startsWith(CONSOLE_PATH)) {
      leadToConsole(response);
      return;
    }
    const path = request.path.slice(CONSOLE_PATH.length);
    const isHashed = path.startsWith(HASHED);
    const file = (await this.files.find(path)) ?? (isHashed ? undefined : await this.files.find(FIRST_PAGE));
    if (file) await send(file, isHashed, request, response);
    else if (isHashed) throw new HttpException('This build of the console has no such file.', 404);
    else throw new AddressRefused(503, { code: 'UNAVAILABLE', message: NOT_BUILT });
  }
}

/** Without the first /, as this server may be below a path of its host. */
const leadToConsole = (response: Response): void =>
  void response.status(303).set('Location', CONSOLE_PATH.slice(1)).end();

async function send(file: ConsoleFile, isHashed: boolean, request: Request, response: Response): Promise<void> {
  const { path, bytes, etag, smaller } = file;
  response.type(extname(path)).set({
    'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
  });
  response.vary('Accept-Encoding');
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const encoding = COMPRESSIBLE.has(extname(path)) ? encodingFor(request) : undefined;
  if (!encoding) {
    response.send(bytes);
    return;
  }
  const made = smaller.get(encoding) ?? compressed(bytes, encoding);
  smaller.set(encoding, made);
  response.set('Content-Encoding', encoding).send(await made);
}

/** Whether this program was compiled or not. */
function builtConsole(): string {
  const places: string[] = [];
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder))
    places.push(join(folder, 'dist/console'));
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}

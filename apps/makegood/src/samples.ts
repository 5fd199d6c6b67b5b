import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { receiveEvidence } from '#evidence';
import type { Command } from '#kernel';
import { BEGINNING, type Outcome } from '#platform';
import { importLines, type Makegood } from '#wiring';

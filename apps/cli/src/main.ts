#!/usr/bin/env node
import { enter } from '../../wiring/src/entry.ts';

await enter(() => import('./cli-process.ts'));

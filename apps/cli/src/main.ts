#!/usr/bin/env node
import { enter } from '#entry';

await enter(() => import('./cli-process.ts'));

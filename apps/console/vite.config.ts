import { join } from 'node:path';
import { defineConfig } from 'vite';
import { languages } from './languages.plugin.ts';
import { sizes } from './sizes.plugin.ts';

const ENGINE = process.env.MAKEGOOD_URL ?? 'http://127.0.0.1:4000';
const ROUTES = ['/graphql', '/session', '/evidence', '/credit-notes', '/exports', '/imports'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [languages(), sizes()],
  build: {
    outDir: join(import.meta.dirname, '../../dist/console'),
    emptyOutDir: true,
    target: 'es2023',
    // Nothing may stand inside the page: its policy refuses it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Marks for a server that renders pages, which there is none of.
      onwarn: (warning, warn) => (warning.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : warn(warning)),
    },
  },
  server: {
    // A session counts only from the host that it was asked for.
    proxy: Object.fromEntries(ROUTES.map((route) => [route, { target: ENGINE, ws: route === '/graphql' }])),
  },
});

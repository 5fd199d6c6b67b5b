/**
 * The arrows between the parts: apps → server, import → engine → requests, processes → use-cases, views → contexts →
 * platform → kernel, and inside the platform runtime → read-models, process-state → event-store → support.
 * Every rule has a tree that breaks it, and nothing else, under tests/arrows/fixtures.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */

/** The libraries with a part of their own, from the bottom up; every other one is a bounded context. */
const PARTS = require('./tools/libraries.json');
/** Files that the page may use: shipped ones of other parts that have a name of their own. */
const SHARED = Object.entries(require('./package.json').imports).flatMap(([name, path]) =>
  name.includes('/') && !path.endsWith('.fixture.ts') ? [`^${path.slice('./'.length).replaceAll('.', '[.]')}$`] : [],
);
/** The name of the context is group 1. */
const CONTEXT = `^libs/(?!(?:${PARTS.join('|')})/)([^/]+)/`;
/** Paths of whole libraries. */
const LIBS = (...names) => `^libs/(?:${names.join('|')})/`;
/** What a context decides by, whatever runs around it. */
const PURE = '[.](?:streams?|events|decider|policies|commands|state)[.]ts$';
/** Code that is never shipped. */
const TESTS = '[.](?:spec|fixture|contract)[.]ts$';
const PACKAGE = (name) => `(?:^|/)node_modules/${name}/`;

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    error(
      'everything-resolves',
      'An import that leads nowhere would slip through every other rule.',
      {},
      // What the build of the console makes of the texts in one language, and the address of a file.
      { couldNotResolve: true, pathNot: ['^virtual:language/', '[?]url$'] },
    ),
    error(
      'kernel-stands-alone',
      'The kernel is pure: it imports zod, what Node brings along, and itself.',
      { path: '^libs/kernel/', pathNot: TESTS },
      { pathNot: ['^libs/kernel/', PACKAGE('zod')], dependencyTypesNot: ['core'] },
    ),
    error(
      'words-are-data',
      'Texts by language are for every reader, a web page included: they need nothing.',
      { path: '^libs/words/', pathNot: TESTS },
      { pathNot: '^libs/words/' },
    ),
    error(
      'platform-serves-any-context',
      'The platform knows the kernel, and nothing of what is built on it.',
      { path: '^libs/platform/' },
      { path: '^(?:apps/|libs/(?!(?:kernel|platform)/))' },
    ),
    error(
      'contexts-are-strangers',
      'What one context needs of another comes in as a parameter or as an event.',
      { path: CONTEXT },
      { path: CONTEXT, pathNot: '^libs/$1/' },
    ),
    error(
      'contexts-look-down',
      'A context does not know who reads it or reacts to it.',
      { path: CONTEXT },
      { path: ['^apps/', LIBS(...PARTS.slice(3))] },
    ),
    error(
      'views-only-show',
      'Read models know neither the reactions nor the programs that serve them.',
      { path: '^libs/views/' },
      { path: ['^apps/', LIBS('use-cases', 'processes', 'requests', 'engine', 'import', 'server')] },
    ),
    error(
      'processes-only-react',
      'A reaction that read a page would depend on how far that page has caught up.',
      { path: '^libs/processes/' },
      { path: ['^apps/', LIBS('views', 'requests', 'engine', 'import', 'server')] },
    ),
    error(
      'processes-are-sentences',
      'A reaction is one file named like the sentence it states; what several need belongs to a context or a use case.',
      {
        path: '^libs/processes/',
        pathNot: [
          '^libs/processes/src/(?:index|parts|process-ports)[.]ts$',
          '^libs/processes/src/when-[^/.]+-then-[^/.]+[.]process[.]ts$',
          '^libs/processes/src/when-[^/.]+-then-[^/.]+[.]process[.](?:int[.])?spec[.]ts$',
        ],
      },
      {},
    ),
    error(
      'use-cases-serve-requests-and-reactions',
      'A use case asks and tells aggregates; it does not know who wants it done.',
      { path: '^libs/use-cases/' },
      { path: ['^apps/', LIBS('processes', 'views', 'requests', 'engine', 'import', 'server')] },
    ),
    error(
      'requests-declare',
      'A declaration says what can be asked and by whom; where it comes from and what runs it is not its business.',
      { path: '^libs/requests/' },
      { path: ['^apps/', LIBS('processes', 'views', 'engine', 'import', 'server')] },
    ),
    error(
      'engine-joins-parts',
      'The engine runs without any program around it.',
      { path: '^libs/engine/' },
      { path: ['^apps/', LIBS('import', 'server'), '^(?:node:)?https?$', PACKAGE('express')] },
    ),
    error(
      'programs-on-top',
      'Neither files of requests nor a server process know the program they are part of, or each other.',
      { path: '^libs/(import|server)/' },
      { path: ['^apps/', LIBS('import', 'server')], pathNot: '^libs/$1/' },
    ),
    error(
      'programs-are-separate',
      'A program imports no other program; only makegood is api and worker in one process.',
      { path: '^apps/(?!makegood/)([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    error(
      'graphql-is-for-the-api',
      'Only the api speaks GraphQL. It makes its inputs and mutations from the declarations of requests, which know nothing of it.',
      { path: '^(?:apps|libs)/', pathNot: '^apps/(?:api|console)/' },
      { path: [PACKAGE('graphql'), PACKAGE('graphql-[^/]+'), PACKAGE('@nestjs/graphql'), PACKAGE('@apollo/[^/]+')] },
    ),
    error(
      'console-is-a-page',
      'The console runs in a browser. It knows the schema and the routes of the api, the words, and files that import nothing.',
      { path: '^apps/console/src/', pathNot: TESTS },
      {
        path: ['^apps/', '^libs/'],
        pathNot: ['^apps/console/', '^libs/words/', ...SHARED],
      },
    ),
    error(
      'support-at-the-bottom',
      'What every part of the platform uses knows none of them.',
      { path: '^libs/platform/src/support/', pathNot: TESTS },
      { path: '^libs/platform/src/(?:event-store|read-models|process-state|blobs|runtime)/' },
    ),
    error(
      'truth-knows-no-copies',
      'The log and the files know neither what is built from them nor what runs on them.',
      { path: '^libs/platform/src/(event-store|blobs)/', pathNot: TESTS },
      {
        path: '^libs/platform/src/(?:event-store|read-models|process-state|blobs|runtime)/',
        pathNot: '^libs/platform/src/$1/',
      },
    ),
    error(
      'read-models-know-no-runtime',
      'Where documents are kept is asked by what folds them, not the other way round.',
      { path: '^libs/platform/src/(?:read-models|process-state)/', pathNot: TESTS },
      { path: '^libs/platform/src/(?:blobs|runtime)/' },
    ),
    error(
      'disposable-apart',
      'What is dropped with a read model and what must never be dropped share nothing.',
      { path: '^libs/platform/src/(read-models|process-state)/', pathNot: TESTS },
      { path: '^libs/platform/src/(?:read-models|process-state)/', pathNot: '^libs/platform/src/$1/' },
    ),
    error(
      'decisions-are-pure',
      'Streams, events, commands, states, policies and deciders import the kernel, zod and each other.',
      { path: `${CONTEXT}.*${PURE}` },
      { pathNot: ['^libs/kernel/', PACKAGE('zod'), `^libs/$1/.*${PURE}`] },
    ),
    error(
      'business-time-is-calculated',
      'Calendar arithmetic and its explanation are functions of their arguments: no store, no clock.',
      { path: '^libs/sla/src/(?:business-time|explanation|zone)[.]ts$' },
      {
        pathNot: [
          '^libs/kernel/',
          PACKAGE('temporal-polyfill'),
          `^libs/sla/.*${PURE}`,
          '^libs/sla/src/(?:business-time|explanation|zone)[.]ts$',
        ],
      },
    ),
    error(
      'aggregates-take-types-of-the-platform',
      'An aggregate is described to the append loop; it does not call it.',
      { path: `${CONTEXT}.*[.]aggregates[.]ts$` },
      { path: '^libs/platform/', dependencyTypesNot: ['type-only'] },
    ),
    error(
      'aggregates-are-pure',
      'An aggregate puts pure files together.',
      { path: `${CONTEXT}.*[.]aggregates[.]ts$` },
      { pathNot: ['^libs/(?:kernel|platform)/', `^libs/$1/.*${PURE}`] },
    ),
    error(
      'projections-are-pure',
      'The same events must give the same documents: a projection reaches nothing outside.',
      { path: '^libs/.*[.]projections?[.]ts$' },
      { pathNot: ['^libs/', PACKAGE('zod')] },
    ),
    error(
      'databases-behind-the-platform',
      'A port with two adapters stays one only while nobody goes round it.',
      // Test support may stand in for a server.
      { pathNot: '^(?:libs/platform|tests/support)/' },
      { path: ['^(?:node:)?sqlite$', PACKAGE('mongodb'), PACKAGE('@eventstore/db-client')] },
    ),
    error(
      'face-is-for-others',
      "A library's index.ts is its face: imported from inside it makes a cycle of everything.",
      { path: '^(?:libs|apps)/([^/]+)/' },
      { path: '^(?:libs|apps)/$1/src/index[.]ts$' },
    ),
    error(
      'others-by-name',
      "Another part's files are reached by its name (#kernel, #claims), which leads to its face alone.",
      { path: '^((?:libs|apps)/[^/]+)/' },
      { path: '^(?:libs|apps)/', pathNot: '^$1/', dependencyTypesNot: ['aliased-subpath-import'] },
    ),
    error(
      'nest-at-the-edge',
      'Nest is for the programs and for what a server process needs.',
      { pathNot: ['^apps/', LIBS('server')] },
      { path: PACKAGE('@nestjs/[^/]+') },
    ),
    error(
      'tests-stay-outside',
      'What is shipped does not import what tests it.',
      { path: '^(?:libs|apps)/', pathNot: TESTS },
      { path: [TESTS, '^tests/', '/fixtures/'] },
    ),
    error(
      'shipped-code-has-its-packages',
      'A package that only developers install is missing where the product runs.',
      // The console is built before it runs.
      { path: '^(?:libs|apps)/', pathNot: [TESTS, '^apps/console/'] },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
    error('no-cycles', 'What imports itself in a circle is one part, not several.', {}, { circular: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types are arrows too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};

import { defineConfig } from 'eslint/config';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** For bugs that the compiler lets through. Format is Biome's business, the arrows are dependency-cruiser's. */
export default defineConfig(
  { ignores: ['**/dist/', '**/coverage/', '**/data/', 'tests/arrows/fixtures/', 'tests/forgotten/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `default` may stand for the rest of a union; forgetting a case without it is an error.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],

      // JSON.parse, zod and jest's matchers hand out `any`; none is written here (no-explicit-any), and what comes in from
      // outside is decoded by a schema.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A port is asynchronous also where its adapter need not wait.
      '@typescript-eslint/require-await': 'off',
      // Tables of functions are declared with method syntax, and read no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Judges assertions by TypeScript 6; the compiler here is 7.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // Does not see what `typeof` has ruled out; templates are still checked (restrict-template-expressions).
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  {
    // Run in a browser, and compiled by a project of its own.
    files: ['apps/console/src/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest']],
    languageOptions: {
      parserOptions: { project: './apps/console/tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
  },
  {
    // Libraries log through the port they are given.
    files: ['libs/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
);

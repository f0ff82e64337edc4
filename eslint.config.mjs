import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const restrictImports = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

export default defineConfig(
  globalIgnores(['dist/', 'dist-quick*/', 'node_modules/', '.lab/', '.test/', 'reports/', 'coverage/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  {
    files: ['src/**/*.ts', 'roles/**/*.ts'],
    ignores: ['src/report/**', 'src/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src/**/*.ts', 'roles/**/*.ts'],
    ignores: ['src/cli/main.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only src/cli/main.ts ends the process.' },
        { object: 'process', property: 'exitCode', message: 'Only src/cli/main.ts sets the exit code.' },
      ],
    },
  },
  restrictImports(
    [
      'src/model/**/*.ts',
      'src/shell/**/*.ts',
      'src/checks/**/*.ts',
      'src/facts/**/*.ts',
      'src/resources/**/*.ts',
      'roles/**/*.ts',
    ],
    [
      'node:child_process',
      'node:fs',
      'node:fs/*',
      'node:net',
      'zx',
      'zx/*',
      'node-ssh',
      'ssh2',
      '**/transport/**',
      '**/engine/**',
    ],
    'Roles, kinds and facts are pure: they return data and never touch a host, a file or a process.',
  ),
);

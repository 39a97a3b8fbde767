// The house's rules. The direction of dependencies stands in `rooms` below; each entry says what to do instead.
import globals from 'globals';
import vue from 'eslint-plugin-vue';
import ts from 'typescript-eslint';

/** A file under `files` may not import what matches `banned`; `instead` tells what to do. */
const room = (files, banned, instead, ignores = []) => ({
  files: files.map((f) => `${f}/**/*.{ts,vue}`),
  ignores,
  rules: {
    'no-restricted-imports': ['error', { patterns: banned.map((regex) => ({ regex, message: instead })) }],
  },
});

const features = [
  ...['cities', 'areas', 'stations', 'items', 'whistles', 'scores', 'coverage', 'tiles', 'feed', 'open311', 'telling'],
];
/** feature → the features that it may read. Everything else meets only in server/app.ts. */
const edges = {
  cities: [],
  areas: ['cities'],
  stations: ['cities', 'areas'],
  items: ['cities'],
  whistles: ['cities', 'areas', 'items'],
  scores: [],
  coverage: ['cities', 'areas', 'stations'],
  tiles: ['cities', 'areas', 'stations'],
  feed: ['cities'],
  open311: ['cities', 'items', 'whistles'],
  telling: [],
};
const featureRooms = features.map((name) => {
  const others = features.filter((f) => f !== name && !edges[name].includes(f));
  return room(
    [`server/${name}`],
    [`^\\.\\./(\\.\\./)*(${others.join('|')})/`, '/client/', '/test/', '/app(\\.ts)?$', '/main(\\.ts)?$'],
    'A feature reads another only along an edge listed in eslint.config.js; otherwise pass what you need as an argument from server/app.ts.',
  );
});

export default ts.config(
  { ignores: ['dist/**', 'data/**', 'node_modules/**', 'test-results/**'] },
  ...ts.configs.strictTypeChecked,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: {
      globals: { ...globals.node, ...globals.browser },
      parserOptions: {
        project: ['./server/tsconfig.json', './client/tsconfig.json', './test/tsconfig.json'],
        parser: ts.parser,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      'no-console': 'error',
      'vue/multi-word-component-names': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
    },
  },
  { files: ['**/*.{js,mjs}'], extends: [ts.configs.disableTypeChecked] },
  {
    files: ['test/**/*.ts', 'geodata/cli.ts', 'geodata/*.ts', 'server/main.ts', 'server/feed/cli.ts'],
    rules: { 'no-console': 'off' },
  },
  room(
    ['server/contract', 'geodata/crs'],
    ['^node:', '^\\.\\./(?!contract)', '/(server|client|test)/(?!contract)'],
    'The contract and crs stand at the far left: they import nothing of the house, neither Node nor the browser.',
    ['server/contract/**/*.test.ts'],
  ),
  room(
    ['geodata'],
    ['/server/(?!contract)', '/client/', '/test/'],
    'geodata/ may read only server/contract; move the code, or pass a value in.',
    ['geodata/crs/**'],
  ),
  room(
    ['server/db', 'server/http', 'server/live', 'server/clocks', 'server/threads', 'server/audit'],
    [`^\\.\\./(${features.join('|')})/`, '/client/', '/test/'],
    'db, http, live, clocks, threads and audit know no feature: take a function or a value as an argument.',
  ),
  ...featureRooms,
  room(
    ['server/coverage/engine'],
    ['^node:', '^zod', '^\\.\\./(?!\\.\\./)', '/(db|http|live)/'],
    'An engine is pure: numbers and typed arrays in, typed arrays out.',
  ),
  room(
    ['client'],
    ['/server/(?!contract/)', '/geodata/(?!crs/)', '/test/', '^node:'],
    'The client may read only server/contract and geodata/crs; ask the API for the rest.',
    // Runs when the client is built, in Node.
    ['client/build/**'],
  ),
  room(
    ['client/api', 'client/live', 'client/map', 'client/ui'],
    ['^\\.\\./(whistles|stations|coverage|city|areas)/', 'App\\.vue'],
    'api, live, map and ui know no feature: take what you need as a prop or an argument.',
  ),
);

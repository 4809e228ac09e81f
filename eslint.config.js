import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Files that meet the outside world: they hand clock, randomness and output to everything else. */
const compositionRoots = [
  'src/cli.ts',
  'src/cli/**',
  'src/extension.ts',
  'src/engine/main.ts',
  'src/engine/data/loaderWorker.ts',
  'src/launcher/**',
];

/** Selectors of syntax that the project does without everywhere. */
const bannedSyntax = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a default export gets a different name in every importer.',
  },
  {
    selector: 'ExportAllDeclaration',
    message: 'Import from the file that defines it: barrels hide where things live.',
  },
];

const pageReads =
  '[callee.property.name=/^(all(InnerTexts|TextContents)|count|getAttribute|inner(HTML|Text)|inputValue|is(Checked|Disabled|Editable|Enabled|Hidden|Visible)|textContent)$/]';
/** Selectors of expectations that look at a page a single time, perhaps before it shows the change. */
const readsOfPages = [
  `CallExpression[callee.name='expect'] > CallExpression${pageReads}.arguments`,
  `CallExpression[callee.name='expect'] > AwaitExpression > CallExpression${pageReads}`,
].map((selector) => ({
  selector,
  message:
    'Ask the page until it shows this: expect.poll; or atThisMoment for what must not have happened.',
}));

const moduleState = {
  selector: ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind="let"]',
  message: 'Module state outlives its users: keep it in an object that somebody owns.',
};

const clockAndChance = [
  {
    object: 'Math',
    property: 'random',
    message: 'Take a seeded stream (src/engine/random.ts): a run is a function of its seed.',
  },
  { object: 'Date', property: 'now', message: 'Take a clock as a parameter.' },
];

/** A graphics processor hands numbers out only by and by, so tfjs's WebGPU throws in Node on these. */
const synchronousReads = ['dataSync', 'arraySync', 'bufferSync'].map((property) => ({
  property,
  message:
    'WebGPU cannot read synchronously: compute in `tf.tidy`, then await `data()` and dispose (src/engine/evaluation/readFloats.ts).',
}));

/** Ways to the network. The extension hands out the editor's `fetch`, which knows the proxy. */
const network = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'Take it as a parameter: only src/extension.ts reaches the network.',
}));
const networkOfGlobalThis = network.map(({ name, message }) => ({
  object: 'globalThis',
  property: name,
  message,
}));

export default defineConfig(
  globalIgnores(['dist/', 'sample-workspace/', 'test-results/', '.cache/', '.pretext-lab/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numeric loops over typed arrays index within bounds that the loop itself proves.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A number in a sentence reads the same however it is converted.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => doIt()` as a callback is plain enough; the value goes nowhere.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `while (true)` with a `return` inside is the clearest form of a loop that ends in its middle.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', ...bannedSyntax, moduleState],
    },
  },
  {
    name: 'the network has one door',
    files: ['src/**/*.{ts,mjs}'],
    ignores: ['src/extension.ts'],
    rules: {
      'no-restricted-globals': ['error', ...network],
      'no-restricted-properties': ['error', ...networkOfGlobalThis],
    },
  },
  {
    name: 'the outside world is handed in',
    files: ['src/**/*.{ts,mjs}', 'webview/**/*.ts'],
    ignores: compositionRoots,
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Take what you need of the process as a parameter.' },
        ...network,
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process', 'console', 'node:console'].map((name) => ({
            name,
            message: 'Take what you need of it as a parameter.',
          })),
        },
      ],
      'no-restricted-properties': ['error', ...clockAndChance, ...networkOfGlobalThis],
      'no-restricted-syntax': [
        'error',
        ...bannedSyntax,
        moduleState,
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Take a clock as a parameter.',
        },
      ],
    },
  },
  {
    name: 'tensors are read by every backend',
    files: ['src/engine/**/*.ts'],
    // Kernels of WebAssembly read their own memory, which is there at once.
    ignores: [...compositionRoots, 'src/engine/backend/kernels/wasmKernels.ts'],
    rules: { 'no-restricted-properties': ['error', ...clockAndChance, ...synchronousReads] },
  },
  {
    name: 'tests run whole and repeat',
    files: ['test/**/*.ts'],
    ignores: ['test/bench/**'],
    rules: {
      // A hook gives such a variable its value anew before each test.
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-restricted-properties': [
        'error',
        ...clockAndChance,
        ...['it', 'test', 'describe'].flatMap((object) =>
          ['skip', 'only', 'todo', 'skipIf', 'runIf'].map((property) => ({
            object,
            property,
            message: 'Every test runs: choose its input, not whether it runs.',
          })),
        ),
      ],
    },
  },
  {
    name: 'pages are awaited',
    files: ['test/panel/**/*.ts', 'test/e2e/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax, ...readsOfPages] },
  },
  {
    name: 'configuration files are read through their default export',
    files: ['*.config.js', '*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    name: 'CommonJS configuration',
    files: ['**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable' } },
  },
  {
    name: 'plain JavaScript is checked by the compiler through its comments',
    files: ['**/*.{js,mjs}'],
    // The compiler knows the globals of Node, and reports a name that nobody defined.
    rules: {
      'no-undef': 'off',
      // The rule does not see a type that a comment gives to a parsed value.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);

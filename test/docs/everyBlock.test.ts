import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import t from 'tap'
import { createProgram } from '../../src/cli/program.ts'
import { pages, root } from './pages.ts'

/** The test or generator of the code blocks of each page: it must name the page. Blocks of `sh` are checked here. */
const testOf: Readonly<Record<string, string>> = {
  'README.md': 'test/docs/readme.test.ts',
  'docs/explanation/architecture.md': 'test/docs/flows.test.ts',
  'docs/guides/answer-any-error.md': 'test/docs/answerAnyError.test.ts',
  'docs/guides/aws-lambda.md': 'interop/test/guides.test.ts',
  'docs/guides/bundlers.md': 'interop/test/guides.test.ts',
  'docs/guides/change-a-code.md': 'test/docs/changeACode.test.ts',
  'docs/guides/clients.md': 'test/docs/clients.test.ts',
  'docs/guides/declare-errors.md': 'test/docs/routes.test.ts',
  'docs/guides/express-middleware.md': 'interop/test/guides.test.ts',
  'docs/guides/fastify-cli.md': 'interop/test/guides.test.ts',
  'docs/guides/graphql-and-trpc.md': 'interop/test/guides.test.ts',
  'docs/guides/idempotency.md': 'test/docs/idempotency.test.ts',
  'docs/guides/import.md': 'test/docs/import.test.ts',
  'docs/guides/migrate.md': 'test/docs/migrate.test.ts',
  'docs/guides/monorepos.md': 'interop/test/guides.test.ts',
  'docs/guides/nestjs.md': 'interop/test/nestjs.test.ts',
  'docs/guides/openapi.md': 'test/docs/openapi.test.ts',
  'docs/guides/passport.md': 'interop/test/guides.test.ts',
  'docs/guides/plugins.md': 'test/docs/plugins.test.ts',
  'docs/guides/rate-limits.md': 'test/docs/rateLimits.test.ts',
  'docs/guides/reference-pages.md': 'test/docs/referencePages.test.ts',
  'docs/guides/runtimes.md': 'interop/test/guides.test.ts',
  'docs/guides/streams.md': 'interop/test/guides.test.ts',
  'docs/guides/telemetry.md': 'interop/test/telemetry.test.ts',
  'docs/guides/testing.md': 'interop/test/docsTesting.test.ts',
  'docs/guides/typescript.md': 'interop/test/package.test.ts',
  'docs/reference/catalog-file.md': 'test/docs/reference.test.ts',
  'docs/reference/cli.md': 'scripts/cliPage.ts',
  'docs/reference/diff.md': 'test/docs/diff.test.ts',
  'docs/reference/envelopes.md': 'test/docs/reference.test.ts',
  'docs/reference/lint.md': 'test/lint/rules.test.ts',
  'docs/reference/log.md': 'test/docs/reference.test.ts',
  'docs/reference/mapping.md': 'test/docs/mapping.test.ts',
  'docs/reference/options.md': 'test/docs/reference.test.ts',
  'docs/tutorial/orders-api.md': 'test/docs/tutorial.test.ts'
}

/** The code blocks of a page by their language. */
function blocksOf (page: string): Array<readonly [language: string, text: string]> {
  return [...readFileSync(join(root, page), 'utf8').matchAll(/^ *```(\w*)\n([^]*?)^ *```$/gm)].map(([, language = '', text = '']) => [language, text])
}

t.test('a test runs, or a script generates, the code blocks of every page', async t => {
  for (const page of pages) {
    if (!blocksOf(page).some(([language]) => language !== 'sh')) continue
    const file = testOf[page] ?? ''
    if (!t.ok(existsSync(join(root, file)) && file !== '', `${page} has a test or a generator`)) continue
    t.match(readFileSync(join(root, file), 'utf8'), page.split('/').slice(-2).join('/'), `${file} reads ${page}`)
  }
})

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** Commands of the shell, of npm and of other tools that pages may use unchecked. */
const others = /^(mkdir|cd|for|curl|node|git fetch|npm (ci|init|install|pkg|start|test)|npx (tap|vitest|jest|tsc|tsx|openapi|orval|@hey-api|fastify start|esbuild|rolldown)|bun|deno run|SENTRY_DSN=\S+ node)\b/

/** Why a line of a block of `sh` does not work, if it does not. */
function problemOf (line: string, program: Command): string | undefined {
  const [, script] = /^npm run (\S+)/.exec(line) ?? []
  if (script !== undefined) return script in scripts ? undefined : `there is no script "${script}"`
  const [, name, rest = ''] = /^npx error-catalog (\w+)(.*)$/.exec(line) ?? []
  if (name === undefined) return others.test(line) ? undefined : 'it is no known command'
  const command = program.commands.find(command => command.name() === name)
  if (command === undefined) return `there is no command "${name}"`
  const flags = [...rest.matchAll(/(?<= )-{1,2}[a-z][a-z-]*/g)].map(([flag]) => flag)
  const unknown = flags.filter(flag => !command.options.some(({ long, short }) => long === flag || short === flag))
  return unknown.length === 0 ? undefined : `${name} has no option ${unknown.join(', ')}`
}

t.test('every line of a block of sh is a command that exists, with options that exist', async t => {
  const program = createProgram('1.0.0', () => {})
  const lines = pages.flatMap(page => blocksOf(page)
    .filter(([language]) => language === 'sh')
    .flatMap(([, text]) => text.replaceAll(/\\\n\s*/g, '').split('\n').map(line => line.replace(/(^|\s)#.*$/, '').trim()).filter(line => line !== '').map(line => [page, line] as const)))
  t.ok(lines.length > 30)
  for (const [page, line] of lines) for (const part of line.split(' && ')) t.equal(problemOf(part, program), undefined, `${page}: ${part}`)
})

t.test('the check of commands finds unknown commands and options', async t => {
  const program = createProgram('1.0.0', () => {})
  for (const [line, want] of [
    ['npm run nothing', 'there is no script "nothing"'],
    ['npx error-catalog nothing', 'there is no command "nothing"'],
    ['npx error-catalog types catalog.yaml --wacht', 'types has no option --wacht'],
    ['frobnicate', 'it is no known command']
  ] as const) t.equal(problemOf(line, program), want)
})

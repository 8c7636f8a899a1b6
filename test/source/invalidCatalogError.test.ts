import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import t from 'tap'
import { InvalidCatalogError } from '../../src/source/invalidCatalogError.ts'

const diagnostic = { level: 'error', message: 'status must be an integer.', path: ['codes', 'a', 'status'], place: { file: 'catalog.yaml', line: 3, column: 5 } } as const
/** Without what tap adds to follow coverage into child processes. */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], _TAPJS_PROCESSINFO_COVERAGE_: '0' }
const message = '1 problem in catalog.yaml\n\ncatalog.yaml:3:5  status must be an integer.'

t.test('it has its code and its diagnostics, and prints only its message', async t => {
  const error = new InvalidCatalogError([diagnostic])
  t.same([error.code, error.diagnostics, error.message], ['ERR_CATALOG_INVALID', [diagnostic], message])
  t.equal(error.stack, `InvalidCatalogError: ${message}`)
  t.equal(inspect(error), `[InvalidCatalogError: ${message}]`)
})

t.test('uncaught it prints its message, without a line of this package', async t => {
  const index = new URL('../../src/index.ts', import.meta.url).href
  const register = 'app.register(errorCatalog, { catalog: { extends: \'http\', codes: { a: { status: 1, message: \'M.\' } } } })'
  const want = '[InvalidCatalogError: 1 problem in catalog\n\ncatalog: codes.a.status  status must be an integer from 400 to 599, or 200, 201 or 202, got 1]\n'
  for (const [title, use] of Object.entries({ awaited: `await ${register}`, listening: `${register}; app.listen({ port: 0, host: '127.0.0.1' })` })) {
    const program = `import Fastify from 'fastify'; import errorCatalog from '${index}'; const app = Fastify(); ${use}`
    const { stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { encoding: 'utf8', env, cwd: fileURLToPath(new URL('../..', import.meta.url)) })
    t.equal(status, 1, title)
    // Node adds where it throws, and its version.
    t.equal(stderr.replace(/^node:internal[^]*?\n\n/, '').replace(/\nNode\.js v.*\n$/, ''), want, title)
  }
})

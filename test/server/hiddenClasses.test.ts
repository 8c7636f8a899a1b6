import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)
const index = new URL('../../src/index.ts', import.meta.url).href

/** Serves each way of failing, and prints the objects whose hidden class no earlier failure has. */
const program = `
import Fastify from 'fastify'
import { errorCatalog, CatalogError } from '${index}'

const kept = []
const app = Fastify()
if (process.argv[2] === 'hook') app.addHook('onSend', async () => {})
await app.register(errorCatalog, {
  catalog: { extends: 'http', codes: { locked: { status: 409, message: 'Locked by {by}.', details: { by: 'string' } } } },
  onFailure: (failure, request) => { kept.at(-1).failure = failure; kept.at(-1).request = request }
})
app.addHook('onRequest', async (request, reply) => { kept.push({ reply, raw: reply.raw, message: request.raw }) })
const schema = { querystring: { type: 'object', required: ['a'] } }
app.get('/fail', (request, reply) => reply.fail('locked', { by: request.id }))
app.get('/options', (request, reply) => reply.fail('locked', { by: request.id }, { headers: { 'x-a': request.id }, cause: new Error('a') }))
app.get('/sync', request => { throw new CatalogError('locked', { by: request.id }) })
app.get('/caught', (request, reply) => reply.failWith(new CatalogError('locked', { by: request.id })))
app.get('/throw', async request => { throw new CatalogError('locked', { by: request.id }) })
app.get('/return', async request => new CatalogError('locked', { by: request.id }))
app.get('/validation', { schema }, async () => 'done')
app.get('/unexpected', async () => { throw new TypeError('a bug') })
app.get('/unknown', (request, reply) => reply.fail('nowhere'))

const address = await app.listen({ host: '127.0.0.1', port: 0 })
for (const path of ['/fail', '/options', '/sync', '/caught', '/throw', '/return', '/validation', '/unexpected', '/unknown', '/nowhere', '/method']) {
  // The first replies of a server still teach V8 what its objects have.
  const [url, method] = path === '/method' ? [address + '/fail', 'DELETE'] : [address + path, 'GET']
  for (let count = 0; count < 30; count++) await (await fetch(url, { method })).text()
  // V8 may change an object's hidden class once, while it optimizes. A class made for each failure differs from all ten before.
  const failures = kept.slice(-11).map(({ failure, ...objects }) => ({ ...objects, failure, details: failure.details, issue: failure.issues[0] }))
  const last = failures.pop()
  for (const [name, value] of Object.entries(last)) {
    if (value !== undefined && !failures.some(earlier => %HaveSameMap(value, earlier[name]))) console.log(path + ': ' + name)
  }
  console.log(path + ' compared ' + last.failure.code)
}
await app.close()
`

t.test('no way to fail makes a hidden class for each failure', async t => {
  const file = join(t.testdir({}), 'program.mjs')
  writeFileSync(file, program)
  for (const hook of ['none', 'hook']) {
    const { stdout } = await run(process.execPath, ['--allow-natives-syntax', '--import', 'tsx', file, hook], { env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' } })
    t.same(stdout.trim().split('\n'), [
      '/fail compared locked', '/options compared locked', '/sync compared locked', '/caught compared locked', '/throw compared locked', '/return compared locked', '/validation compared validation_failed',
      '/unexpected compared internal_error', '/unknown compared internal_error', '/nowhere compared not_found', '/method compared method_not_allowed'
    ], hook)
  }
})

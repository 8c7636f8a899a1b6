import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import Fastify from 'fastify'
import errorCatalog, { serverOptions } from 'fastify-error-catalog'
import t from 'tap'

const require = createRequire(import.meta.url)
const folder = dirname(require.resolve('fastify-error-catalog/package.json'))

t.test('a server of the packed package answers an invalid request with the catalog\'s code', async t => {
  const app = Fastify(serverOptions())
  t.teardown(async () => await app.close())
  await app.register(errorCatalog)
  app.post('/', async () => 'fine')
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-request-id': 'id-1' }, body: '{' })
  t.equal(response.status, 400)
  t.match(await response.json(), { error: { code: 'malformed_body', request_id: 'id-1' } })
})

t.test('the packed package imports only packages that it declares', async t => {
  const { dependencies, peerDependencies } = require('fastify-error-catalog/package.json') as Record<string, Record<string, string>>
  const declared = ['fastify-error-catalog', ...Object.keys({ ...dependencies, ...peerDependencies })]
  const imports = /(?:\bfrom|^import|\b(?:import|require)\()\s*["']([@\w][\w@./-]*)["']/gm
  const files = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.js'))
  const imported = files.flatMap(file => [...readFileSync(join(folder, 'dist', file), 'utf8').matchAll(imports)].map(([, id = '']) => id))
  const packages = imported.filter(id => !isBuiltin(id)).map(id => id.split('/').slice(0, id.startsWith('@') ? 2 : 1).join('/'))
  t.ok(packages.includes('fastify-plugin'))
  t.same([...new Set(packages)].filter(name => !declared.includes(name)), [])
})

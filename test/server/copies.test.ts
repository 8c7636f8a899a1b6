import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import Fastify from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError } from '../../src/index.ts'
import { version } from '../../src/server/fastify/copies.ts'
import { serve } from '../serve.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const kCopy = Symbol.for('fastify-error-catalog.copy')

t.test('the version is that of the package', async t => {
  t.equal(version, (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version)
})

t.test('two copies of one version serve one server', async t => {
  const folder = t.testdir({ 'package.json': '{"type":"module"}' })
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const other = await import(pathToFileURL(join(folder, 'src/index.ts')).href) as typeof import('../../src/index.ts')
  t.not(other.errorCatalog, errorCatalog)
  for (const [first, second] of [[errorCatalog, other.errorCatalog], [other.errorCatalog, errorCatalog]] as const) {
    const { ask } = await serve(t, async app => {
      await app.register(first)
      app.get('/fail', (_request, reply) => reply.fail('conflict'))
      app.get('/throw', async () => { throw new other.CatalogError('conflict') })
      await app.register(async scope => {
        await scope.register(second, { catalog: { extends: 'kyc' } })
        scope.get('/fail', (_request, reply) => reply.fail('not_found'))
        scope.get('/throw', async () => { throw new CatalogError('not_found') })
      }, { prefix: '/v1' })
    })
    for (const path of ['/fail', '/throw']) {
      t.match(await ask(path), { status: 409, body: { error: { code: 'conflict', request_id: 'id-1' } } }, path)
      t.match(await ask(`/v1${path}`), { status: 404, body: { code: 'not_found', request_id: 'id-1' } }, `/v1${path}`)
    }
    t.match(await ask('/v1/nowhere'), { status: 404, body: { code: 'not_found' } })
    t.match(await ask('/nowhere'), { status: 404, body: { error: { code: 'not_found' } } })
  }
})

t.test('two versions on one server are an error that names both', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.decorate(kCopy as unknown as string, { version: '9.9.9' })
  await t.rejects(async () => await app.register(errorCatalog), {
    message: `fastify-error-catalog ${version} cannot be registered in the scope "/": the server has fastify-error-catalog 9.9.9 already: install one version ("npm ls fastify-error-catalog" lists both)`
  })
})

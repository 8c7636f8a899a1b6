import { createRequire } from 'node:module'
import { join } from 'node:path'
import cors from '@fastify/cors'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import t from 'tap'
import errorCatalog from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const done = async () => 'done'
const remedy = 'which has no routes. Write "export default fastifyPlugin(async app => { await app.register(errorCatalog, …) })" there, with the package fastify-plugin, or add the routes in that plugin'
const warning = (plugin: string) => `fastify-error-catalog covers no route: it is registered inside of the plugin "${plugin}", ${remedy}`

async function errors (app: FastifyInstance) { await app.register(errorCatalog) }
async function forgottenAwait (app: FastifyInstance) { app.register(errorCatalog) }

t.test('a registration that covers no route is worth a warning with the line to write', async t => {
  const file = join(t.testdir({ 'errors.cjs': 'module.exports = async app => { await app.register(module.exports.catalog) }' }), 'errors.cjs')
  const ofFile = createRequire(import.meta.url)(file) as FastifyPluginAsync & { catalog: unknown }
  ofFile.catalog = errorCatalog
  const [short, long] = [
    async (scope: FastifyInstance) => await errors(scope),
    async (scope: FastifyInstance) => await scope.register(errorCatalog, { catalog: { extends: 'kyc' }, validation: { mode: 'strict', issues: 'all' }, replaceErrorBodies: true })
  ]
  const preview = (plugin: (app: FastifyInstance) => unknown) => String(plugin).split('\n', 2).map(line => line.trim()).join(' -- ')
  const addRoute = async (app: FastifyInstance) => { app.get('/x', done) }
  const rows: ReadonlyArray<[title: string, build: (app: FastifyInstance) => unknown, want: string[]]> = [
    ['a plugin without fastify-plugin', app => { app.register(errors); app.register(addRoute) }, [warning('errors')]],
    ['a file without fastify-plugin', app => { app.register(ofFile); app.register(addRoute) }, [warning(file)]],
    ['a forgotten await', app => { app.register(forgottenAwait); app.register(addRoute) }, [warning('forgottenAwait')]],
    ['below a prefix', app => { app.register(errors, { prefix: '/v1' }); app.register(addRoute, { prefix: '/v1' }) }, [warning('errors')]],
    ['routes of the parent that were there before', app => { app.get('/y', done); app.register(errors) }, [warning('errors')]],
    ['a function without a name', app => app.register(short), [warning(preview(short))]],
    ['a long text of a function', app => app.register(long), [warning(`${preview(long).slice(0, 80)}…`)]],
    ['with fastify-plugin', app => { app.register(fastifyPlugin(async app => await errors(app))); app.register(addRoute) }, []],
    ['at the root of a server without routes', app => app.register(errorCatalog), []],
    ['routes in the plugin', app => app.register(async scope => { await errors(scope); scope.get('/x', done) }), []],
    ['routes in a scope of the plugin', app => app.register(async scope => { await errors(scope); scope.register(addRoute) }), []],
    ['routes that @fastify/cors adds for itself', app => app.register(async scope => { await errors(scope); await scope.register(cors) }), []],
    ['routes that were not awaited', app => app.register(async scope => { scope.register(errorCatalog); scope.get('/x', done) }), []],
    ['a second registration below', app => app.register(async scope => { await errors(scope); scope.get('/x', done); scope.register(errors) }), [warning('errors')]]
  ]
  for (const [title, build, want] of rows) {
    const { logs } = await serve(t, build)
    const warnings = logs.filter(({ level, msg }) => level === 40 && String(msg).startsWith('fastify-error-catalog'))
    t.same(warnings.map(({ msg }) => msg), want, title)
  }
})

t.test('the line that the warning says to write covers the routes', async t => {
  const fail = async (app: FastifyInstance) => { app.get('/x', async () => { throw new Error('hunter2') }) }
  const without = await serve(t, app => { app.register(errors); app.register(fail) })
  t.match((await without.ask('/x')).body, { message: 'hunter2' })
  const withIt = await serve(t, app => { app.register(fastifyPlugin(async app => await errors(app))); app.register(fail) })
  t.match((await withIt.ask('/x')).body, { error: { code: 'internal_error' } })
})

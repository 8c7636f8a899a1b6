import Fastify from 'fastify'
import t from 'tap'
import errorDocs from '../../src/docs.ts'
import errorCatalog from '../../src/index.ts'
import { serve, type Served } from '../serve.ts'
import { invoices } from './catalog.ts'

const warnings = ({ logs }: Served) => logs.filter(({ level }) => Number(level) >= 40).map(({ msg }) => msg)

t.test('options that are invalid are reported together', async t => {
  const app = Fastify()
  await app.register(errorCatalog)
  const options = { prefix: '/errors/', title: '', links: [{ text: 'x', href: 'javascript:alert(1)' }], routes: 'yes', indexable: 1, indexible: true }
  await t.rejects(async () => { await app.register(errorDocs, options as never) }, {
    name: 'TypeError',
    message: '6 problems in the options of fastify-error-catalog/docs: ' +
      'prefix must be a path such as /errors: it starts with a slash, does not end with one and has no parameter, got "/errors/"; ' +
      'title must be a non-empty text, got ""; ' +
      'links must be a list of { text, href }, where href is an http(s) URL or a path, got [{"text":"x","href":"javascript:alert(1)"}]; ' +
      'routes must be true or false, got "yes"; ' +
      'indexable must be true or false, got 1; ' +
      '"indexible" is not an option (did you mean "indexable"?)'
  })
  const bad: readonly unknown[] = [null, 'x', [null], [{ text: '', href: '/' }], [{ text: 'x' }], [{ text: 'x', href: '' }], [{ text: 'x', href: 'http://[' }], () => {}]
  for (const links of bad) {
    const app = Fastify()
    await app.register(errorCatalog)
    await t.rejects(async () => { await app.register(errorDocs, { links } as never) }, /links must be a list/, String(links))
  }
})

t.test('a mount that cannot be linked is refused', async t => {
  const rows: ReadonlyArray<readonly [outer: string, options: { prefix?: string }, message: RegExp]> = [
    ['', { prefix: '' }, /needs its own path: register it with { prefix: '\/errors' }/],
    ['/:tenant', { prefix: '/errors' }, /cannot stand under "\/:tenant\/errors", which has a parameter/],
    ['/v1/', { prefix: '' }, /needs its own path/]
  ]
  for (const [prefix, options, message] of rows) {
    const app = Fastify()
    await app.register(errorCatalog)
    app.register(async scope => { scope.register(errorDocs, options) }, { prefix })
    await t.rejects(async () => { await app.ready() }, message, `${prefix} ${options.prefix}`)
  }
})

t.test('pages need a catalog in their scope or above it', async t => {
  await t.rejects(async () => { await Fastify().register(errorDocs) }, /dependency 'fastify-error-catalog'/)
  const app = Fastify()
  app.register(async scope => { await scope.register(errorCatalog) }, { prefix: '/v1' })
  app.register(async scope => { await scope.register(errorDocs) }, { prefix: '/v2' })
  await t.rejects(async () => { await app.ready() }, /dependency 'fastify-error-catalog'/)
})

t.test('two mounts of one catalog are refused', async t => {
  const app = Fastify()
  await app.register(errorCatalog)
  await app.register(errorDocs)
  await t.rejects(async () => { await app.register(errorDocs, { prefix: '/help' }) }, {
    message: 'fastify-error-catalog/docs is registered twice for the catalog of the scope "/", at /errors and /help: remove one of them'
  })
})

t.test('a mount that another route occupies is refused', async t => {
  for (const path of ['/errors', '/errors.json', '/errors/*']) {
    const app = Fastify()
    await app.register(errorCatalog)
    app.get(path, async () => 'mine')
    await t.rejects(async () => { await app.register(errorDocs) }, /cannot stand under \/errors: another route is there already. Register it with another prefix/, path)
  }
})

t.test('a route that takes the place of a page is logged', async t => {
  const served = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: invoices })
    await app.register(errorDocs)
    app.get('/errors/invoice_locked', async () => 'mine')
    app.get('/errors/:id/more', async () => 'mine')
  })
  t.strictSame(warnings(served), ['another route takes the place of reference pages under /errors, of invoice_locked: register fastify-error-catalog/docs with another prefix'])
})

t.test('links to pages that this server does not have are logged', async t => {
  const rows: ReadonlyArray<readonly [docs: string, warning: string | undefined]> = [
    ['/help/{code}', 'docs of the catalog leads to /help/bad_request, which no route of this server answers: remove docs, and failures link to /errors/{code}'],
    ['/errors/{code}', undefined],
    ['/errors/{code}?from=api#top', undefined],
    ['/pages/{code}', undefined],
    ['//docs.example/{code}', undefined],
    ['https://docs.example/help/{code}', undefined]
  ]
  for (const [docs, warning] of rows) {
    const served = await serve(t, async app => {
      await app.register(errorCatalog, { catalog: { ...invoices, docs } })
      await app.register(errorDocs)
      app.get('/pages/:code', async () => 'mine')
    })
    t.strictSame(warnings(served), warning === undefined ? [] : [warning], docs)
  }
})

t.test('without a prefix the pages are under /errors of their scope', async t => {
  const { ask } = await serve(t, async app => {
    app.register(async scope => {
      await scope.register(errorCatalog)
      await scope.register(errorDocs)
    }, { prefix: '/v1' })
  })
  t.equal((await ask('/v1/errors')).status, 200)
  t.equal((await ask('/errors')).status, 404)
})

t.test('a failure links to its page under a prefix that is not ASCII', async t => {
  const served = await serve(t, async app => {
    await app.register(async scope => {
      await scope.register(errorCatalog)
      await scope.register(errorDocs)
      scope.get('/fail', async (_request, reply) => reply.fail('conflict'))
    }, { prefix: '/エラー' })
  })
  const failure = await fetch(`${served.url}/エラー/fail`)
  t.equal(failure.headers.get('link'), '</%E3%82%A8%E3%83%A9%E3%83%BC/errors/conflict>; rel="help"')
  const page = await fetch(`${served.url}/%E3%82%A8%E3%83%A9%E3%83%BC/errors/conflict`)
  t.equal(page.status, 200)
  t.strictSame(warnings(served), [])
})

import type { FastifyServerOptions } from 'fastify'
import t from 'tap'
import errorCatalog, { serverOptions } from '../../../src/index.ts'
import { serve, type Got } from '../../serve.ts'

/** The catalog whose style a body is in. */
function catalogOf ({ body }: Got): string {
  const members = Object.keys(Object(body) as object)
  if (members[0] === 'ok') return 'merchant'
  return { error: 'http', code: 'kyc', status: 'cards', problem: 'billing' }[members[0] as string] ?? 'none'
}

/** Serve a catalog for each prefix, and a route in each, so that the router's own reading can be compared. */
async function servePrefixes (t: Parameters<typeof serve>[0], prefixes: ReadonlyArray<readonly [prefix: string, catalog: string]>, options: FastifyServerOptions = {}) {
  return await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [prefix, name] of prefixes) {
      app.register(async scope => {
        await scope.register(errorCatalog, { catalog: { extends: name } })
        scope.get('/here', async (_request, reply) => reply.fail('not_found' as never))
      }, { prefix })
    }
  }, serverOptions(options))
}

t.test('where no route matches, the scope is found as the router would find its routes', async t => {
  const { ask } = await servePrefixes(t, [
    ['/:organisation', 'kyc'], ['/v2', 'cards'], ['/v2/:id/items', 'merchant'], ['/:organisation/admin', 'billing'], ['/v2x/', 'billing']
  ])
  for (const [path, want] of [
    ['/', 'http'],
    ['/acme', 'kyc'],
    ['/acme/nope', 'kyc'],
    ['/v2', 'cards'],
    ['/v2/nope', 'cards'],
    ['/v2/', 'cards'],
    ['/v2?/acme', 'cards'],
    ['/v20/nope', 'kyc'],
    ['/v2x/nope', 'billing'],
    ['/acme/admin/nope', 'billing'],
    ['/v2/admin/nope', 'cards'],
    ['/v2/5/items/nope', 'merchant'],
    ['/v2/5/item/nope', 'cards'],
    ['/%762/nope', 'cards'],
    ['/%76%32/here', 'cards'],
    ['/v2%2Fnope/x', 'kyc'],
    ['/v2/%zz', 'cards'],
    ['/%zz/nope', 'kyc'],
    ['//v2/nope', 'kyc'],
    ['/V2/nope', 'kyc']
  ] as const) t.equal(catalogOf(await ask(path)), want, path)
})

t.test('a parameter of a prefix keeps its pattern', async t => {
  const { ask } = await servePrefixes(t, [['/:id(^\\d+$)', 'kyc'], ['/:from-:to', 'cards'], ['/at/:hour(^\\d{2}$)h', 'merchant']])
  for (const [path, want] of [
    ['/', 'http'], ['/foo', 'http'], ['/v2/nope', 'http'], ['/12', 'kyc'], ['/12/nope', 'kyc'], ['/12x/nope', 'http'],
    ['/a-b/nope', 'cards'], ['/at/12h/nope', 'merchant'], ['/at/1h/nope', 'http']
  ] as const) t.equal(catalogOf(await ask(path)), want, path)
})

t.test('prefixes are read by the options of the router', async t => {
  const prefixes = [['/v2', 'cards'], ['/v2/deep', 'kyc']] as const
  for (const [routerOptions, path, want, otherwise] of [
    [{ caseSensitive: false }, '/V2/nope', 'cards', 'http'],
    [{ caseSensitive: false }, '/V2/HERE', 'cards', 'http'],
    [{ ignoreDuplicateSlashes: true }, '//v2//nope', 'cards', 'http'],
    [{ ignoreDuplicateSlashes: true }, '/v2//deep/nope', 'kyc', 'cards'],
    [{ useSemicolonDelimiter: true }, '/v2;a=b', 'cards', 'http'],
    [{ ignoreTrailingSlash: true }, '/v2/deep/nope/', 'kyc', 'kyc']
  ] as const) {
    t.equal(catalogOf(await (await servePrefixes(t, prefixes, { routerOptions: routerOptions as object })).ask(path)), want, `${path} with ${JSON.stringify(routerOptions)}`)
    t.equal(catalogOf(await (await servePrefixes(t, prefixes)).ask(path)), otherwise, `${path} without`)
  }
})

t.test('outside of all prefixes, a malformed URL is left to Fastify', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(async scope => { await scope.register(errorCatalog, { catalog: { extends: 'cards' } }) }, { prefix: '/v2' })
  }, serverOptions())
  const got = await ask('/%zz')
  t.same([got.status, catalogOf(got)], [400, 'none'])
  t.match(got.body, { code: 'FST_ERR_BAD_URL', statusCode: 400 })
})

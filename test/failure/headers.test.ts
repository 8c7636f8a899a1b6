import t from 'tap'
import { entryOf } from '../../src/catalog/catalog.ts'
import { readCatalog } from '../../src/catalog/read.ts'
import { toFailure } from '../../src/failure/failure.ts'
import { headersOf } from '../../src/failure/headers.ts'
import type { Role } from '../../src/format/roles.ts'

const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

const settings = { docs: 'https://example.com/{code}', retryHeader: 'X-Should-Retry', locales: { de: { not_found: 'Gibt es nicht.' } } } as const

t.test('a failure has the headers of every failure, of its catalog and of its entry', async t => {
  for (const [given, role, more] of [
    [{}, 'notFound', {}],
    [{}, 'unauthenticated', { 'www-authenticate': 'Bearer' }],
    [{ docs: settings.docs }, 'notFound', { link: '<https://example.com/not_found>; rel="help"' }],
    [{ retryHeader: settings.retryHeader }, 'notFound', { 'x-should-retry': 'false' }],
    [{ retryHeader: settings.retryHeader }, 'rateLimited', { 'x-should-retry': 'true' }],
    [{}, 'unavailable', { 'retry-after': '5' }],
    [{ retryHeader: settings.retryHeader }, 'gatewayTimeout', {}],
    [{ locales: settings.locales }, 'notFound', { 'content-language': 'de' }],
    [{ locales: settings.locales }, 'conflict', { 'content-language': 'en' }]
  ] as ReadonlyArray<readonly [object, Role, object]>) {
    const catalog = await readCatalog({ extends: 'http', ...given })
    const failure = toFailure(entryOf(catalog, role), { requestId: 'r', languages: ['fr', 'de'] })
    const headers = Object.fromEntries(headersOf(failure, catalog).map(([name, value]) => [name.toLowerCase(), value]))
    t.same(headers, { ...always, ...more }, `${role} ${JSON.stringify(given)}`)
    t.same(headersOf(failure, catalog).length, Object.keys(headers).length, 'the same for the next failure')
  }
})

t.test('a failure sends its wait in seconds, and its message in the first language of the request that the entry has', async t => {
  const catalog = await readCatalog({ extends: 'http', locales: settings.locales })
  const failure = toFailure(entryOf(catalog, 'notFound'), { requestId: 'r', languages: ['fr', 'de'], retryAfter: 1.5 })
  t.match(headersOf(failure, catalog), [['cache-control', 'no-store'], ['x-content-type-options', 'nosniff'], ['retry-after', '2']])
  t.equal(failure.message, 'Gibt es nicht.')
  t.equal(failure.language, 'de')
})

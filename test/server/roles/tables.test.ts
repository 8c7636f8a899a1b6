import t from 'tap'
import { clientAborts, isClientAbort } from '../../../src/server/roles/clientAbort.ts'
import { errorStatus, roleOfStatus, toStatus } from '../../../src/server/roles/errorStatus.ts'
import { forwardedHeaders, isForwarded } from '../../../src/server/roles/forwardedHeaders.ts'

t.test('the status of an error is read from statusCode, status or the output of Boom', async t => {
  for (const [error, want] of [
    [{ statusCode: 409, status: 404 }, 409],
    [{ statusCode: 200, status: 404 }, 404],
    [{ output: { statusCode: 503 } }, 503],
    [{ statusCode: '418' }, 418],
    [{ status: 600 }, undefined],
    [new Error('no'), undefined],
    [null, undefined]
  ] as const) t.equal(errorStatus(error), want, JSON.stringify(error))
  t.same([399, 400, 599, 600, 404.5, '404', 'gone', undefined].map(toStatus), [undefined, 400, 599, undefined, undefined, 404, undefined, undefined])
})

t.test('every status from 400 to 599 has a role', async t => {
  t.same([401, 404, 418, 429, 500, 501, 503].map(roleOfStatus), ['unauthenticated', 'notFound', 'badRequest', 'rateLimited', 'internal', 'internal', 'unavailable'])
})

t.test('a server error forwards only Retry-After, a client error all headers of the table', async t => {
  for (const name of forwardedHeaders) {
    t.equal(isForwarded(name, 404), true, name)
    t.equal(isForwarded(name, 503), name === 'retry-after', name)
  }
})

t.test('a closed connection is recognised by the codes of the table alone', async t => {
  t.ok(clientAborts.every(isClientAbort))
  t.equal(isClientAbort('ECONNREFUSED'), false)
})

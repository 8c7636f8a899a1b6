import Boom from '@hapi/boom'
import t from 'tap'
import errorCatalog from '../../src/index.ts'
import { testPage } from './blocks.ts'
import { serve } from '../serve.ts'

testPage('guides/migrate.md', 20)

t.test('a thrown Boom is sent with its status, and with those of its headers that carry information', async t => {
  const cases = {
    notFound: [() => Boom.notFound('hunter2'), 404, 'not_found', {}],
    methodNotAllowed: [() => Boom.methodNotAllowed('hunter2', { secret: 'hunter2' }, ['GET', 'PUT']), 405, 'method_not_allowed', { allow: 'GET, PUT' }],
    unauthorized: [() => Boom.unauthorized(null, 'Bearer', { realm: 'orders' }), 401, 'unauthenticated', { 'www-authenticate': 'Bearer realm="orders"' }],
    'custom headers': [() => withHeaders(Boom.tooManyRequests('hunter2'), { 'retry-after': 30, 'set-cookie': 'a=hunter2' }), 429, 'rate_limited', { 'retry-after': '30', 'set-cookie': undefined }],
    'a status without a role': [() => Boom.resourceGone('hunter2'), 400, 'bad_request', {}],
    'an error that became one': [() => Boom.boomify(new Error('hunter2'), { statusCode: 409 }), 409, 'conflict', {}],
    badGateway: [() => withHeaders(Boom.badGateway('hunter2'), { 'www-authenticate': 'hunter2' }), 502, 'bad_gateway', { 'www-authenticate': undefined }],
    badImplementation: [() => Boom.badImplementation('hunter2', { secret: 'hunter2' }), 500, 'internal_error', {}],
    'an output that is none': [() => Object.assign(new Error('hunter2'), { isBoom: true, output: null }), 500, 'internal_error', {}]
  } as const
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [name, [create]] of Object.entries(cases)) app.get(`/${name}`, async () => { throw create() })
  })
  for (const [name, [, status, code, headers]] of Object.entries(cases)) {
    const got = await ask(`/${name}`)
    t.match([got.status, got.body, got.headers], [status, { error: { code } }, headers], name)
    t.notMatch(JSON.stringify([got.text, got.headers]), 'hunter2', name)
  }
})

function withHeaders (error: Boom.Boom, headers: Boom.Boom['output']['headers']): Boom.Boom {
  error.output.headers = headers
  return error
}

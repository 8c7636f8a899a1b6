import type Fastify from 'fastify'
import FastifyMinimum from 'fastify-minimum'
import t from 'tap'
import errorCatalog from '../../../src/index.ts'

t.test('on the oldest supported Fastify a malformed body, an unknown URL and a wrong method keep their codes', async t => {
  const app = (FastifyMinimum as unknown as typeof Fastify)()
  t.teardown(async () => await app.close())
  await app.register(errorCatalog)
  app.post('/orders', async () => 'fine')
  app.post('/refuses', { onRequest: async () => { throw Object.assign(new SyntaxError('no'), { statusCode: 400 }) } }, async () => 'fine')
  app.post('/bug', async () => { throw new SyntaxError('no') })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  for (const [method, path, body, want] of [
    ['POST', '/orders', '{"a":', '400 malformed_body'],
    ['POST', '/orders', '{"__proto__":{}}', '400 malformed_body'],
    ['POST', '/nowhere', '{"a":', '404 not_found'],
    ['PUT', '/orders', '{"a":', '405 method_not_allowed'],
    ['POST', '/refuses', '{}', '400 bad_request'],
    ['POST', '/bug', '{}', '500 internal_error']
  ] as const) {
    const response = await fetch(url + path, { method, body, headers: { 'content-type': 'application/json' } })
    const { error } = await response.json() as { error: { code: string } }
    t.equal(`${response.status} ${error.code}`, want, `${method} ${path} ${body}`)
  }
})

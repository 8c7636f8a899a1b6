import { once } from 'node:events'
import http2 from 'node:http2'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError, serverOptions } from '../../../src/index.ts'

t.test('headers of a connection are left out of HTTP/2, which has none, and so is the reason phrase', async t => {
  const warnings: string[] = []
  const note = ({ name }: Error) => { warnings.push(name) }
  process.on('warning', note)
  t.teardown(() => process.off('warning', note))
  const app = Fastify(serverOptions({ http2: true } as FastifyServerOptions)) as unknown as FastifyInstance
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog: { extends: 'http', codes: { upgrade: { status: 426, message: 'Upgrade.', headers: { Upgrade: 'TLS/1.2' } } }, map: { statuses: { 426: 'upgrade' } } } })
  const names = ['upgrade', 'proxy-connection', 'te', 'keep-alive', 'http2-settings', 'connection', 'transfer-encoding']
  for (const name of names) {
    app.get(`/option/${name}`, async (_request, reply) => reply.fail('conflict', {}, { headers: { [name]: 'a', 'x-kept': 'yes' } }))
    app.get(`/reply/${name}`, async (_request, reply) => { reply.header(name, 'a').header('x-kept', 'yes'); throw new CatalogError('conflict') })
  }
  app.get('/426', async () => { throw Object.assign(new Error('hunter2'), { statusCode: 426, headers: { upgrade: 'h2c' } }) })
  const session = http2.connect(await app.listen({ port: 0, host: '127.0.0.1' }))
  t.teardown(() => session.destroy())
  for (const [path, status] of [...names.flatMap(name => [`/option/${name}`, `/reply/${name}`]).map(path => [path, 409] as const), ['/426', 426] as const]) {
    const stream = session.request({ ':path': path })
    const [headers] = await once(stream, 'response') as [Record<string, unknown>]
    t.equal(headers[':status'], status, path)
    if (status === 409) t.equal(headers['x-kept'], 'yes', path)
    for (const name of names) t.notOk(name in headers, `${name} of ${path}`)
    t.match(await new Response(stream as never).json(), { error: { code: status === 409 ? 'conflict' : 'upgrade' } }, path)
  }
  // Node warns of `statusMessage` once in a process.
  t.notOk(warnings.includes('UnsupportedWarning'), warnings.join())
})

t.test('over HTTP/1.1 the Upgrade header is sent', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  app.get('/', async (_request, reply) => reply.fail('conflict', {}, { headers: { upgrade: 'h2c' } }))
  t.equal((await app.inject('/')).headers['upgrade'], 'h2c')
})

// Prints the responses of a server of the package over real sockets, one line a request. Tests bundle it, minify it, and run it in Jest.
import { connect } from 'node:net'
import Fastify from 'fastify'
import { CatalogError, errorCatalog, serverOptions } from 'fastify-error-catalog'

/** `yaml` is the path of a catalog with the code `seat_taken`. */
export async function observe (yaml) {
  const app = Fastify(serverOptions())
  await app.register(errorCatalog)
  for (const [prefix, catalog] of [['/kyc', { extends: 'kyc' }], ['/file', yaml]]) {
    await app.register(async scope => {
      await scope.register(errorCatalog, { catalog })
      scope.get('/taken', (_request, reply) => reply.fail('seat_taken', { seat: 7 }))
    }, { prefix })
  }
  app.get('/thrown', async () => { throw new CatalogError('conflict') })
  app.post('/', { schema: { body: { type: 'object', required: ['a', 'b'] } } }, async () => 'done')
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const ask = async (path, options = {}) => {
    const response = await fetch(address + path, { ...options, headers: { 'x-request-id': 'mine-1', 'content-type': 'application/json', ...options.headers } })
    return `${path} ${response.status} ${response.headers.get('x-request-id')} ${(await response.text()).replace(/req_[\da-f-]{36}/, 'req_made')}`
  }
  try {
    return [
      await ask('/nowhere'),
      await ask('/kyc/nowhere'),
      await ask('/file/taken'),
      await ask('/thrown'),
      await ask('/', { method: 'POST', body: '{' }),
      await ask('/', { method: 'POST', body: '{}' }),
      await malformed(app.server.address().port)
    ]
  } finally {
    await app.close()
  }
}

/** The response to a request that Node cannot parse, without the request id, which is random. */
function malformed (port) {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nno header\r\n\r\n'))
    socket.setEncoding('utf8').on('data', data => { text += data }).on('error', reject)
    socket.on('close', () => resolve(`${text.slice(0, text.indexOf('\r\n'))} ${text.slice(text.indexOf('\r\n\r\n') + 4)}`.replace(/"request_id":"[^"]{8,}"/, '"request_id":"made"')))
  })
}

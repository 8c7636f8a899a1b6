// RFC 9457 problem details: `type` leads to the page of the code.
import Fastify from 'fastify'
import errorCatalog, { defineCatalog, serverOptions } from 'fastify-error-catalog'

const catalog = defineCatalog({
  extends: 'http',
  envelope: 'rfc9457',
  docs: 'https://api.example.com/errors/{code}',
  codes: {
    out_of_stock: {
      status: 409,
      message: 'Only {available} of {sku} are left.',
      details: { sku: 'string', available: 'integer' },
      retry: 'never'
    }
  }
})

const app = Fastify({ logger: true, ...serverOptions() })
await app.register(errorCatalog, { catalog })

app.post('/orders', async (_request, reply) => reply.fail('out_of_stock', { sku: 'A-1', available: 2 }))

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })

// POST /orders
// 409 {"type":"https://api.example.com/errors/out_of_stock","title":"Conflict","status":409,"detail":"Only 2 of A-1 are left.","instance":"/orders","code":"out_of_stock","request_id":"req-1","sku":"A-1","available":2}
//
// GET /nowhere
// 404 {"type":"https://api.example.com/errors/not_found","title":"Not Found","status":404,"detail":"The requested resource does not exist.","instance":"/nowhere","code":"not_found","request_id":"req-1"}

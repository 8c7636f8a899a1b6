// Two versions of one API on one server: each scope has its own catalog and envelope.
import Fastify from 'fastify'
import errorCatalog, { defineCatalog, serverOptions } from 'fastify-error-catalog'

const v1 = defineCatalog({
  extends: 'http',
  envelope: 'jsend',
  codes: { order_missing: { status: 404, message: 'There is no order {id}.', details: { id: 'string' } } }
})

const v2 = defineCatalog({
  extends: 'http',
  envelope: 'nested',
  codes: { order_not_found: { status: 404, message: 'Order {orderId} does not exist.', details: { orderId: 'string' } } }
})

const app = Fastify({ logger: true, ...serverOptions() })
// The root answers outside both versions.
await app.register(errorCatalog)
await app.register(async scope => {
  await scope.register(errorCatalog, { catalog: v1 })
  scope.get<{ Params: { id: string } }>('/orders/:id', async ({ params }, reply) => reply.fail('order_missing', { id: params.id }))
}, { prefix: '/v1' })
await app.register(async scope => {
  await scope.register(errorCatalog, { catalog: v2 })
  scope.get<{ Params: { id: string } }>('/orders/:id', async ({ params }, reply) => reply.fail('order_not_found', { orderId: params.id }))
}, { prefix: '/v2' })

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })

// GET /v1/orders/7
// 404 {"status":"fail","data":{"code":"order_missing","message":"There is no order 7.","request_id":"req-1","details":{"id":"7"}}}
//
// GET /v2/orders/7
// 404 {"error":{"code":"order_not_found","message":"Order 7 does not exist.","request_id":"req-1","details":{"orderId":"7"}}}
//
// DELETE /v2/orders/7
// 405 {"error":{"code":"method_not_allowed","message":"This resource does not support the request method.","request_id":"req-1"}}

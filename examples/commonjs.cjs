// The same package from CommonJS.
const Fastify = require('fastify')
const { default: errorCatalog, CatalogError, serverOptions } = require('fastify-error-catalog')

const app = Fastify({ logger: true, ...serverOptions() })

app.register(errorCatalog, {
  catalog: {
    extends: 'http',
    codes: { seat_taken: { status: 409, message: 'Seat {seat} is taken.', details: { seat: 'string' } } }
  }
})
app.after(() => {
  app.get('/seats/:seat', async ({ params }) => { throw new CatalogError('seat_taken', { seat: params.seat }) })
})

app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })

// GET /seats/12A
// 409 {"error":{"code":"seat_taken","message":"Seat 12A is taken.","request_id":"req-1","details":{"seat":"12A"}}}
//
// GET /%zz
// 400 {"error":{"code":"uri_invalid","message":"The request URL could not be decoded.","request_id":"req-1"}}

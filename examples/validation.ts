// Invalid requests get a code for each rule: by a table in the catalog, or by the schema itself.
import Fastify from 'fastify'
import errorCatalog, { defineCatalog, serverOptions } from 'fastify-error-catalog'

const catalog = defineCatalog({
  extends: 'http',
  map: { validation: { 'format:email': 'email_invalid' } },
  codes: {
    email_invalid: { status: 422, message: 'The email address is not valid.' },
    too_young: { status: 422, message: 'An account needs an age of 18 or more.' }
  }
})

const body = {
  type: 'object',
  required: ['email', 'age'],
  properties: {
    email: { type: 'string', format: 'email' },
    age: { type: 'integer', minimum: 18, 'x-error-code': 'too_young' }
  }
}

const app = Fastify({ logger: true, ...serverOptions() })
await app.register(errorCatalog, { catalog })

app.post('/signups', { schema: { body } }, async () => ({ ok: true }))

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })

// POST /signups {"email":"ada","age":36}
// 422 {"error":{"code":"email_invalid","message":"The email address is not valid.","param":"email","request_id":"req-1","issues":[{"path":"email","message":"Must be in the format email.","in":"body","keyword":"format","code":"email_invalid"}]}}
//
// POST /signups {"email":"ada@example.com","age":7}
// 422 {"error":{"code":"too_young","message":"An account needs an age of 18 or more.","param":"age","request_id":"req-1","issues":[{"path":"age","message":"Must be at least 18.","in":"body","keyword":"minimum","code":"too_young"}]}}
//
// POST /signups {"email":
// 400 {"error":{"code":"malformed_body","message":"The request body could not be parsed.","request_id":"req-1"}}

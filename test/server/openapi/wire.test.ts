import swagger from '@fastify/swagger'
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { z } from 'zod/v4'
import errorCatalog from '../../../src/index.ts'
import { serve } from '../../serve.ts'
import { catalog } from './catalog.ts'

type Data = Readonly<Record<string, any>>

/** Routes that succeed, fail, and send a custom 409 under a custom schema. */
function addRoutes (app: FastifyInstance) {
  const errors = ['invoice_locked', 'key_revoked']
  app.get('/ok', { config: { errors } }, async () => ({ total: 1 }))
  app.get('/fails', { config: { errors } }, async (_request, reply) => reply.fail('invoice_locked', { invoiceId: '1', by: 'system' }))
  app.get('/throws', { config: { errors } }, async () => { throw new Error('a bug') })
  app.post('/', { schema: { body: { type: 'object', required: ['total'], properties: { total: { type: 'integer' } } } }, config: { errors } }, async () => ({}))
  app.get('/mine', { config: { errors } }, async (_request, reply) => reply.code(409).send({ mine: true, more: [1] }))
  const response = { 409: { type: 'object', properties: { mine: { type: 'boolean' } } } }
  app.get('/own', { schema: { response }, config: { errors } }, async (_request, reply) => reply.code(409).send({ mine: true, more: [1] }))
}

const requests: ReadonlyArray<readonly [path: string, init?: RequestInit]> = [
  ['/ok'], ['/fails'], ['/throws'], ['/', { method: 'POST', body: '{"total":"x"}', headers: { 'content-type': 'application/json' } }],
  ['/', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }], ['/mine'], ['/own'], ['/none'], ['/ok', { method: 'DELETE' }]
]

async function responsesOf (t: Test, isDocumented: boolean) {
  const { app, ask } = await serve(t, async app => {
    if (isDocumented) await app.register(swagger, { openapi: {} })
    await app.register(errorCatalog, { catalog })
    addRoutes(app)
  })
  if (isDocumented) t.ok(app.swagger())
  const responses = []
  for (const [path, init] of requests) {
    const { status, headers: { date, ...headers }, text } = await ask(path, init as never)
    responses.push({ path, status, headers, text })
  }
  return responses
}

t.test('responses are byte for byte the same with and without a document', async t => {
  const [without, documented] = [await responsesOf(t, false), await responsesOf(t, true)]
  t.same(documented, without)
  t.same(documented.find(({ path }) => path === '/mine')?.text, '{"mine":true,"more":[1]}', 'a 409 of the user')
  t.same(documented.find(({ path }) => path === '/own')?.text, '{"mine":true}', 'a 409 with a schema of the user')
})

/** One route, with the schemas of each type provider. */
const providers: Readonly<Record<string, { readonly transform?: object, readonly add: (app: FastifyInstance) => void }>> = {
  'plain JSON Schema': {
    add: app => {
      app.post('/', { schema: { body: { type: 'object', properties: { total: { type: 'number' } } }, response: { 200: { type: 'object', properties: { id: { type: 'string' } } } } }, ...route }, handler)
    }
  },
  TypeBox: {
    add: app => {
      app.setValidatorCompiler(TypeBoxValidatorCompiler).withTypeProvider<TypeBoxTypeProvider>()
        .post('/', { schema: { body: Type.Object({ total: Type.Number() }), response: { 200: Type.Object({ id: Type.String() }) } }, ...route }, handler)
    }
  },
  'fastify-type-provider-zod': {
    transform: { transform: jsonSchemaTransform },
    add: app => {
      app.setValidatorCompiler(validatorCompiler)
      app.setSerializerCompiler(serializerCompiler)
      app.post('/', { schema: { body: z.object({ total: z.number() }), response: { 200: z.object({ id: z.string() }) } }, ...route }, handler)
    }
  }
}

const route = { config: { errors: ['invoice_locked', 'invoice_void', 'not_found'] } }
const handler = async () => ({ id: 'a' })

t.test('the routes of every type provider show the same responses', async t => {
  const shown = await Promise.all(Object.values(providers).map(async ({ transform, add }) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(swagger, { openapi: { openapi: '3.1.0' }, ...transform })
    await app.register(errorCatalog, { catalog: { ...catalog, envelope: 'merchant' } })
    add(app)
    await app.ready()
    const document = app.swagger() as unknown as Data
    t.equal((await app.inject({ method: 'POST', url: '/', payload: { total: 1 } })).body, '{"ok":true,"data":{"id":"a"}}')
    const { 200: success, ...errors } = document['paths']['/'].post.responses
    return { errors, components: document['components'], success: Object.keys(success.content['application/json'].schema.properties), codes: document['paths']['/'].post['x-error-codes'] }
  }))
  for (const [index, title] of Object.keys(providers).entries()) t.same(shown[index], shown[0], title)
  t.same(shown[0]?.success, ['data', 'ok'])
})

import swagger from '@fastify/swagger'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import * as providerZod from 'fastify-type-provider-zod'
import * as zodOpenapi from 'fastify-zod-openapi'
import t from 'tap'
import { Type } from 'typebox'
import { z } from 'zod/v4'
import { catalog } from '../../test/server/openapi/catalog.ts'

type Data = Readonly<Record<string, any>>

const route = { config: { errors: ['invoice_locked', 'invoice_void', 'not_found'] } }
const handler = async () => ({ id: 'a' })
const body = z.object({ total: z.number() })
const success = z.object({ id: z.string() })

/** One route with the schemas of each type provider, and the options of @fastify/swagger that the provider needs. */
const providers: Readonly<Record<string, { readonly options?: object, readonly add: (app: FastifyInstance) => unknown }>> = {
  'plain JSON Schema': {
    add: app => app.post('/', { schema: { body: { type: 'object', properties: { total: { type: 'number' } } }, response: { 200: { type: 'object', properties: { id: { type: 'string' } } } } }, ...route }, handler)
  },
  TypeBox: {
    add: app => app.setValidatorCompiler(TypeBoxValidatorCompiler)
      .post('/', { schema: { body: Type.Object({ total: Type.Number() }), response: { 200: Type.Object({ id: Type.String() }) } }, ...route }, handler)
  },
  'fastify-type-provider-zod': {
    options: { transform: providerZod.jsonSchemaTransform },
    add: app => app.setValidatorCompiler(providerZod.validatorCompiler).setSerializerCompiler(providerZod.serializerCompiler)
      .post('/', { schema: { body, response: { 200: success } }, ...route }, handler)
  },
  'fastify-zod-openapi': {
    options: zodOpenapi.fastifyZodOpenApiTransformers,
    add: async app => {
      app.setValidatorCompiler(zodOpenapi.validatorCompiler).setSerializerCompiler(zodOpenapi.serializerCompiler)
      app.post('/', { schema: { body, response: { 200: { content: { 'application/json': { schema: success } } } } } as never, ...route }, handler)
    }
  }
}

t.test('the routes of every type provider document the same errors, and the success that they send', async t => {
  const shown = new Map<string, object>()
  for (const [name, { options, add }] of Object.entries(providers)) {
    const app = Fastify()
    t.teardown(() => app.close())
    if (name === 'fastify-zod-openapi') await app.register(zodOpenapi.fastifyZodOpenApiPlugin)
    await app.register(swagger, { openapi: { openapi: '3.1.0' }, ...options } as never)
    await app.register(errorCatalog, { catalog: { ...catalog, envelope: 'merchant' } })
    await add(app as never)
    await app.ready()
    const { paths, components: { schemas, responses, headers } } = app.swagger() as unknown as Data
    const { 200: ok, ...errors } = paths['/'].post.responses
    shown.set(name, { errors, schemas, responses, headers, codes: paths['/'].post['x-error-codes'], success: Object.keys(ok.content['application/json'].schema.properties) })
    t.equal((await app.inject({ method: 'POST', url: '/', payload: { total: 1 } })).body, '{"ok":true,"data":{"id":"a"}}', name)
  }
  for (const [name, what] of shown) t.same(what, shown.get('plain JSON Schema'), name)
})

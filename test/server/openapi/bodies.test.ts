import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import t from 'tap'
import { loadContract } from '../../../src/envelope/load.ts'
import { shippedEnvelopes } from '../../../src/envelope/shippedEnvelopes.ts'
import errorCatalog from '../../../src/index.ts'
import { sampleFailure } from '../../../src/render/bodies.ts'
import { catalog } from './catalog.ts'
import { createValidate } from './validate.ts'

/** A body with the code of another entry, in the places where an envelope has the code. */
const withOtherCode = (text: string, code: string) => JSON.parse(text.replaceAll(`"${code}"`, '"another_code"')) as unknown

for (const envelope of Object.keys(shippedEnvelopes)) {
  for (const openapi of envelope === 'nested' ? ['3.0.3', '3.1.0', '3.2.0'] : ['3.0.3', '3.1.0']) {
    t.test(`each body that ${envelope} sends is valid by the document, OpenAPI ${openapi}`, async t => {
      const given = { ...catalog, envelope }
      const { catalog: read } = await loadContract(given)
      const app = Fastify()
      t.teardown(() => app.close())
      await app.register(swagger, { openapi: { openapi } })
      await app.register(errorCatalog, { catalog: given })
      app.post<{ Body: { code: string, details: object } }>('/', { schema: { body: { type: 'object', required: ['code'] } }, config: { errors: [...read.entries.keys()] } }, async ({ body }, reply) =>
        reply.fail(body.code, body.details))
      await app.ready()
      const validate = createValidate(app.swagger() as unknown as Record<string, unknown>)
      for (const entry of read.entries.values()) {
        const { code } = entry
        for (const details of entry.details.length === 0 ? [{}] : [sampleFailure(read, entry).details, {}]) {
          const { statusCode, headers, body } = await app.inject({ method: 'POST', url: '/', payload: { code, details } })
          const type = String(headers['content-type'])
          t.equal(statusCode, entry.status, code)
          t.equal(validate('POST', '/', statusCode, { type, body: JSON.parse(body) }), undefined, code)
          t.type(validate('POST', '/', statusCode, { type, body: {} }), 'string', `${code}, an empty body`)
          if (envelope !== 'cards') t.type(validate('POST', '/', statusCode, { type, body: withOtherCode(body, code) }), 'string', `${code}, another code`)
        }
      }
      const { statusCode, headers, body } = await app.inject({ method: 'POST', url: '/', payload: {} })
      t.equal(validate('POST', '/', statusCode, { type: String(headers['content-type']), body: JSON.parse(body) }), undefined, 'a body with issues')
    })
  }
}

import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import t from 'tap'
import errorCatalog from '../../../src/index.ts'
import { createValidate } from './validate.ts'

type Data = Readonly<Record<string, any>>

const text = { type: 'string' }
const card = { type: 'object', required: ['id'], properties: { id: text } }

interface Case {
  readonly schema: object
  readonly sent: unknown
  /** The schema that is shown, in the envelope cards. */
  readonly cards: object
  readonly status?: number
}

const status = { type: 'string', const: 'success' }
const inData = (data: object) => ({ type: 'object', properties: { data, status }, required: ['status', 'data'] })

const cases: Readonly<Record<string, Case>> = {
  'an object': { schema: card, sent: { id: 'a' }, cards: { type: 'object', properties: { id: text, status }, required: ['status', 'id'] } },
  'an object without required members': { schema: { type: 'object', properties: { id: text } }, sent: {}, cards: { type: 'object', properties: { id: text, status }, required: ['status'] } },
  'an object of any members': { schema: { type: 'object', additionalProperties: true }, sent: { x: 1 }, cards: { type: 'object', additionalProperties: true, properties: { status }, required: ['status'] } },
  'an object without other members': { schema: { ...card, additionalProperties: false }, sent: { id: 'a' }, cards: { type: 'object', additionalProperties: false, properties: { id: text, status }, required: ['status', 'id'] } },
  'a list': { schema: { type: 'array', items: text }, sent: ['a'], cards: inData({ type: 'array', items: text }) },
  'a shared schema': { schema: { $ref: 'card#' }, sent: { id: 'a' }, cards: { title: 'card', type: 'object', properties: { id: text, status }, required: ['status', 'id'] } },
  'an object with the member of the envelope': {
    schema: { type: 'object', required: ['status'], properties: { status: text } }, sent: { status: 'new' }, cards: inData({ type: 'object', required: ['status'], properties: { status: text } })
  },
  'an object that may have the member of the envelope': {
    schema: { type: 'object', properties: { status: text } },
    sent: { status: 'new' },
    cards: { anyOf: [inData({ type: 'object', properties: { status: text } }), { type: 'object', properties: { status }, required: ['status'] }] }
  },
  'one of several': {
    schema: { anyOf: [card, { type: 'object', properties: { pan: text }, required: ['pan'] }] },
    sent: { pan: '1' },
    cards: { anyOf: [{ type: 'object', properties: { id: text, status }, required: ['status', 'id'] }, { type: 'object', properties: { pan: text, status }, required: ['status', 'pan'] }] }
  },
  'one of several, beside other rules': {
    schema: { type: 'object', properties: { id: text, pan: text }, anyOf: [{ required: ['id'] }, { required: ['pan'] }] },
    sent: { pan: '1' },
    cards: { anyOf: [inData({ type: 'object', properties: { id: text, pan: text }, anyOf: [{ required: ['id'] }, { required: ['pan'] }] }), { type: 'object', properties: { status }, required: ['status'] }] }
  },
  'one of two objects of several schemas': {
    schema: { oneOf: [{ allOf: [card] }, { allOf: [{ type: 'object', required: ['pan'], properties: { pan: text } }] }] },
    sent: { pan: '1' },
    cards: { anyOf: [{ allOf: [card] }, { allOf: [{ type: 'object', required: ['pan'], properties: { pan: text } }] }].map(data => ({ anyOf: [inData(data), { type: 'object', properties: { status }, required: ['status'] }] })) }
  },
  'an object with an example': { schema: { ...card, example: { id: 'a' } }, sent: { id: 'a' }, cards: { type: 'object', properties: { id: text, status }, required: ['status', 'id'] } },
  'an object of several schemas': {
    schema: { allOf: [card, { type: 'object', required: ['pan'], properties: { pan: text } }] },
    sent: { id: 'a', pan: '1' },
    cards: { anyOf: [inData({ allOf: [card, { type: 'object', required: ['pan'], properties: { pan: text } }] }), { type: 'object', properties: { status }, required: ['status'] }] }
  },
  'an object or null': {
    schema: { type: ['object', 'null'], properties: { id: text } },
    sent: { id: 'a' },
    cards: { anyOf: [inData({ type: ['object', 'null'], properties: { id: text } }), { type: 'object', properties: { status }, required: ['status'] }] }
  },
  'an object with a number of members': {
    schema: { ...card, maxProperties: 1 }, sent: { id: 'a' }, cards: { type: 'object', maxProperties: 2, properties: { id: text, status }, required: ['status', 'id'] }
  },
  'one of some texts, which is not wrapped': { schema: { enum: ['a', 'b'] }, sent: 'a', cards: { enum: ['a', 'b'] } },
  'a text, which is not wrapped': { schema: text, sent: 'a', cards: text }
}

for (const [title, { schema, sent, cards }] of Object.entries(cases)) {
  t.test(`a success is shown as it is sent: ${title}`, async t => {
    for (const envelope of ['cards', 'merchant', 'jsend', 'nested']) {
      const app = Fastify()
      t.teardown(() => app.close())
      await app.register(swagger, { openapi: { openapi: '3.1.0' }, convertConstToEnum: false, refResolver: { buildLocalReference: (json: { title: string, $id: string }) => { json.title = json.$id; return json.$id } } } as never)
      await app.register(errorCatalog, { catalog: { extends: 'http', envelope } })
      app.addSchema({ $id: 'card', ...card })
      app.get('/', { schema: { response: { 200: schema } } }, async (_request, reply) => {
        if (typeof sent === 'string') reply.type('application/json').serializer(String)
        return sent
      })
      await app.ready()
      const document = app.swagger() as unknown as Data
      const validate = createValidate(document)
      const { body } = await app.inject('/')
      const json = typeof sent === 'string' ? body : JSON.parse(body) as unknown
      t.equal(validate('GET', '/', 200, { type: 'application/json', body: json }), undefined, envelope)
      const shown = document['paths']['/'].get.responses['200'].content['application/json'].schema
      if (envelope === 'cards') t.same(shown, cards)
      if (envelope === 'merchant' && typeof sent !== 'string') t.same(shown, { type: 'object', properties: { data: envelope === 'merchant' && title === 'a shared schema' ? { $ref: '#/components/schemas/card' } : schema, ok: { type: 'boolean', const: true } }, required: ['ok', 'data'] })
    }
  })
}

t.test('only JSON with a status of success is wrapped', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.0.3' } })
  await app.register(errorCatalog, { catalog: { extends: 'http', envelope: 'merchant' } })
  const content = (type: string, example: unknown) => ({ description: 'x', content: { [type]: { schema: { ...card, example } } } })
  app.get('/', { schema: { response: { 201: content('text/csv', 'a'), '2xx': content('application/json', { id: 'a' }), 204: { type: 'null' }, 302: card, 409: card } } }, async () => ({}))
  await app.ready()
  const { responses } = (app.swagger() as unknown as Data)['paths']['/'].get
  const schemaOf = (status: string, type = 'application/json') => responses[status].content[type].schema
  t.same(schemaOf('201', 'text/csv').properties, { id: text })
  t.same(schemaOf('2XX'), { type: 'object', properties: { data: { ...card, example: { id: 'a' } }, ok: { type: 'boolean', enum: [true] } }, required: ['ok', 'data'] })
  t.equal(responses['204'].content, undefined)
  t.same(schemaOf('302').properties, { id: text })
  t.same(schemaOf('409').properties, { id: text })
})

t.test('a success that may be null is shown as it is sent, in the words of OpenAPI 3.0', async t => {
  const rows: readonly object[] = [{ ...card, nullable: true }, { type: ['object', 'null'], properties: { id: text } }, { anyOf: [card, { type: 'null' }] }]
  for (const schema of rows) {
    for (const sent of [null, { id: 'a' }]) {
      const app = Fastify({ ajv: { customOptions: { allowUnionTypes: true } } })
      t.teardown(() => app.close())
      await app.register(swagger, { openapi: { openapi: '3.0.3' } })
      await app.register(errorCatalog, { catalog: { extends: 'http', envelope: 'cards' } })
      app.get('/', { schema: { response: { 200: schema } } }, async (_request, reply) => reply.send(sent))
      await app.ready()
      const { body } = await app.inject('/')
      t.equal(createValidate(app.swagger() as unknown as Data)('GET', '/', 200, { type: 'application/json', body: JSON.parse(body) as unknown }), undefined, `${JSON.stringify(schema)} ${body}`)
    }
  }
})

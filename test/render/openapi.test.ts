import t from 'tap'
import { findEntry } from '../../src/catalog/catalog.ts'
import type { Entry } from '../../src/catalog/entry.ts'
import { loadContract } from '../../src/envelope/load.ts'
import { documentCatalog } from '../../src/render/openapi/codes.ts'
import { toOpenapiSchema, versionOf } from '../../src/render/openapi/dialect.ts'
import { addErrorResponses } from '../../src/render/openapi/document.ts'

t.test('the version of a document is known', async t => {
  const rows: ReadonlyArray<readonly [document: object, want: string | undefined]> = [
    [{ swagger: '2.0' }, '2.0'], [{ openapi: '3.0.3' }, '3.0'], [{ openapi: '3.1.0' }, '3.1'], [{ openapi: '3.2.0' }, '3.1'],
    [{ openapi: '4.0.0' }, undefined], [{ openapi: 3.1 }, undefined], [{}, undefined]
  ]
  for (const [document, want] of rows) t.equal(versionOf({ ...document }), want, JSON.stringify(document))
})

const onlyNull = { type: 'object', nullable: true, enum: [null] }

/** A JSON Schema, and the same in the words of OpenAPI 3.0 and 3.1. */
const schemas: ReadonlyArray<readonly [schema: object, want30: object, want31: object]> = [
  [{}, {}, {}],
  [{ type: 'string', $comment: 'x', required: [] }, { type: 'string' }, { type: 'string' }],
  [{ const: 'a' }, { type: 'string', enum: ['a'] }, { type: 'string', const: 'a' }],
  [{ const: 1 }, { type: 'integer', enum: [1] }, { type: 'integer', const: 1 }],
  [{ const: 1.5 }, { type: 'number', enum: [1.5] }, { type: 'number', const: 1.5 }],
  [{ const: null }, onlyNull, { type: 'null', const: null }],
  [{ type: 'null' }, onlyNull, { type: 'null' }],
  [{ enum: ['a', null] }, { type: 'string', nullable: true, enum: ['a', null] }, { type: ['string', 'null'], enum: ['a', null] }],
  [{ enum: ['a', 1] }, { anyOf: [{ type: 'string' }, { type: 'integer' }], enum: ['a', 1] }, { type: ['string', 'integer'], enum: ['a', 1] }],
  [{ type: 'string', enum: ['a'] }, { type: 'string', enum: ['a'] }, { type: 'string', enum: ['a'] }],
  [{ type: ['string', 'integer', 'null'] }, { anyOf: [{ type: 'string', nullable: true }, { type: 'integer', nullable: true }] }, { type: ['string', 'integer', 'null'] }],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'string', nullable: true }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
  [{ oneOf: [{ type: 'null' }, { type: 'string' }] }, { type: 'string', nullable: true }, { oneOf: [{ type: 'null' }, { type: 'string' }] }],
  [{ anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] }, { anyOf: [{ type: 'string' }, { type: 'integer' }, onlyNull] }, { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] }],
  [{ anyOf: [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, { type: 'null' }] }, { anyOf: [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, onlyNull] }, { anyOf: [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, { type: 'null' }] }],
  [{ anyOf: [{ const: 'a' }] }, { anyOf: [{ type: 'string', enum: ['a'] }] }, { anyOf: [{ type: 'string', const: 'a' }] }],
  [{ anyOf: [{ const: 'a' }, { type: 'null' }] }, { type: 'string', nullable: true, enum: ['a', null] }, { type: ['string', 'null'], enum: ['a', null] }],
  [{ type: 'string', examples: ['a', 'b'] }, { type: 'string', example: 'a' }, { type: 'string', examples: ['a', 'b'] }],
  [{ type: 'string', examples: [] }, { type: 'string' }, { type: 'string', examples: [] }],
  [{ type: 'object', additionalProperties: false }, { type: 'object', additionalProperties: false }, { type: 'object', additionalProperties: false }],
  [{ type: 'object', patternProperties: { '^x': { const: 'a' } } }, { type: 'object', additionalProperties: { type: 'string', enum: ['a'] } }, { type: 'object', additionalProperties: { type: 'string', const: 'a' } }],
  [{ type: 'array', items: { type: ['string', 'null'] } }, { type: 'array', items: { type: 'string', nullable: true } }, { type: 'array', items: { type: ['string', 'null'] } }]
]

t.test('a schema is translated for each version of OpenAPI', async t => {
  for (const [schema, want30, want31] of schemas) {
    t.same(toOpenapiSchema({ ...schema }, '3.0'), want30, `3.0 ${JSON.stringify(schema)}`)
    t.same(toOpenapiSchema({ ...schema }, '3.1'), want31, `3.1 ${JSON.stringify(schema)}`)
  }
})

t.test('parts of a document without operations do not change', async t => {
  const contract = await loadContract({ extends: 'http', envelope: 'cards' })
  const entries = [...contract.catalog.entries.values()].filter(({ code }) => code === 'not_found')
  const errors = { catalog: contract.catalog, entries, envelopes: [contract.envelope], examples: false, wraps: true }
  const document = {
    openapi: '3.1.0',
    paths: {
      '/a': { parameters: [], summary: 'A', post: null, get: { 'x-error-codes': ['not_found'] }, put: { 'x-error-codes': ['not_found'], responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/None' } }, 'application/json; v=2': {} } } } } },
      '/b': null
    }
  }
  const given = JSON.stringify(document)
  // `any`: the test walks into a document of unknown shape.
  const finished = addErrorResponses(document, marker => marker === undefined ? undefined : errors) as any
  t.equal(JSON.stringify(document), given)
  t.equal(finished.paths['/b'], null)
  t.same({ ...finished.paths['/a'], get: 0, put: 0 }, { parameters: [], summary: 'A', post: null, get: 0, put: 0 })
  t.same(Object.keys(finished.paths['/a'].get.responses), ['404'])
  const { content } = finished.paths['/a'].put.responses[200]
  t.same(content['application/json'].schema.anyOf[0].properties.data, { $ref: '#/components/schemas/None' })
  t.same(content['application/json; v=2'], {})
  t.same(Object.keys(finished.components), ['schemas', 'responses', 'headers'])
  const empty = { openapi: '3.1.0' }
  t.equal(addErrorResponses(empty, () => errors), empty)
})

t.test('a response documents the header that tells clients whether to retry, where the verdict decides it alone', async t => {
  const { catalog } = await loadContract({ extends: 'http', retryHeader: 'X-Should-Retry', codes: { idem: { status: 503, message: 'Later.', retry: 'idempotent' } } })
  const { headersOf } = documentCatalog(catalog, '3.1')
  const headerOf = (code: string) => headersOf(findEntry(catalog, code) as Entry).find(([name]) => name === 'X-Should-Retry')?.[1]
  t.same(headerOf('not_found'), { description: 'Whether a client may send the request again.', required: true, schema: { type: 'boolean' }, example: false })
  t.match(headerOf('rate_limited'), { example: true })
  t.equal(headerOf('idem'), undefined)
  const { catalog: without } = await loadContract({ extends: 'http' })
  t.notMatch(documentCatalog(without, '3.1').headersOf(findEntry(without, 'not_found') as Entry), [['X-Should-Retry']])
})

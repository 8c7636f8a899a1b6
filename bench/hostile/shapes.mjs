// Bodies that attack a server: 1 MiB each, or as large as the default limit of `validation` allows.
const repeat = (count, text) => Array.from({ length: count }, () => text).join(',')
const object = (properties, more = {}) => ({ type: 'object', properties, ...more })
const required = Array.from({ length: 20 }, (_, index) => `field${index}`)
const branches = (count, tag) => Array.from({ length: count }, (_, index) => object({ [tag]: { const: `t${index}` }, ...object({ a: { type: 'string' } }).properties }, { required: [tag, 'a', 'b', 'c'] }))
const untagged = count => Array.from({ length: count }, (_, index) => object({ [`p${index}`]: { type: 'string' } }, { required: [`p${index}`, `q${index}`] }))
const list = items => object({ v: { type: 'array', items } }, { required: ['other'] })

/** How many values fill a body of 1 MiB, or of the default limit of 16384, which counts 64 for each value and 1 for each character. */
const fill = (item, size) => ({ large: `{"v":[${repeat(Math.floor(1_040_000 / (item.length + 1)), item)}]}`, small: `{"v":[${repeat(Math.floor(16_200 / size), item)}]}` })

const members = count => Array.from({ length: count }, (_, index) => `"k${String(index).padStart(6, '0')}":1`).join(',')
const nested = depth => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

/** By name: a schema, and the two bodies that it rejects. All of them lack `other`, so that Fastify rejects them at once. */
export const shapes = {
  required: { schema: list({ type: 'object', required }), ...fill('{}', 64) },
  'oneOf of 4 branches': { schema: list({ oneOf: branches(4, 't') }), ...fill('{"t":"t1"}', 131) },
  'oneOf of 25 branches': { schema: list({ oneOf: untagged(25) }), ...fill('{}', 64) },
  'nested anyOf': { schema: list({ anyOf: [{ anyOf: untagged(5) }, { anyOf: untagged(5) }, { type: 'array', items: { anyOf: untagged(5) } }] }), ...fill('[{}]', 128) },
  'pattern with maxLength': { schema: list({ type: 'string', maxLength: 20, pattern: '^(\\w+\\s?)+$' }), ...fill(`"${'a'.repeat(30)}!"`, 95) },
  uniqueItems: { schema: object({ v: { type: 'array', uniqueItems: true } }, { required: ['other'] }), ...fill('{}', 64) },
  deep: { schema: { ...list({ $ref: '#/definitions/node' }), definitions: { node: object({ a: { $ref: '#/definitions/node' } }, { required: ['b'] }) } }, large: `{"v":[${nested(5000)}]}`, small: fill(nested(30), 30 * 65 + 64).small },
  wide: { schema: object({ v: object({}, { propertyNames: { maxLength: 3 } }) }, { required: ['other'] }), large: `{"v":{${members(80_000)}}}`, small: `{"v":{${members(227)}}}` },
  additionalProperties: { schema: object({ v: object({}, { additionalProperties: { type: 'string', minLength: 2, format: 'email' } }) }, { required: ['other'] }), large: `{"v":{${members(80_000)}}}`, small: `{"v":{${members(227)}}}` },
  dependentRequired: { schema: list({ type: 'object', dependencies: { a: required } }), ...fill('{"a":1}', 129) }
}

import fc, { type Arbitrary } from 'fast-check'
import { errors, odds, protos, seals, symbols, traps, type Members, type Recipe } from './recipe.ts'

/** In every text that must not leave the process. */
export const secret = 's3cr3t-7f3a'
/** In headers of an error that answer the request it fails, such as `Allow`: they leave as headers of a 4xx. */
export const telling = 't3lling-7f3a'
/** In every text that the caller passes to be sent. */
const open = 'open'

export interface FailRecipe {
  readonly code: Recipe
  readonly details: Recipe
  readonly options: Recipe
}

const is = (value: unknown): Recipe => ({ is: value })
/** With the prototype of objects, which is shorter to print. */
const record = <T>(of: { [K in keyof T]: Arbitrary<T[K]> }) => fc.record<T>(of, { noNullPrototype: true })
const of = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const keys = <T extends object>(table: T) => of(...Object.keys(table) as Array<keyof T>)

const primitives = [undefined, null, true, false, 0, -0, 1, 42, NaN, Infinity, 1e300, 0n, 10n ** 30n, '', ' ', Symbol('s'), Symbol.iterator].map(is)
const bitter = ['\r\nx-forged: yes', '\n{"level":60}', '\0', '"', '\\', '</script>', '\u001b[31m', '\u2028', '\ud800', '😀', 'é', '%00', '{code}', '$code', '__proto__']
const texts = (mark: string): Arbitrary<Recipe> => fc.tuple(of(...bitter, '', 'text'), of(...bitter, '', 'text')).map(([before, after]) => is(before + mark + after))

/** Anything, with a mark in every text of it. */
function anything (mark: string, names: readonly string[]): Arbitrary<Recipe> {
  const { value } = fc.letrec<{ value: Recipe, member: Recipe, object: Recipe }>(tie => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 4, arbitrary: of(...primitives) },
      { weight: 4, arbitrary: texts(mark) },
      { weight: 1, arbitrary: keys(odds).map(odd => ({ odd })) },
      { weight: 4, arbitrary: tie('object') }
    ),
    member: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 8, arbitrary: tie('value') },
      { weight: 1, arbitrary: of({ up: 0 }, { up: 1 }) },
      { weight: 2, arbitrary: record({ gets: fc.tuple(tie('value'), tie('value')), throws: fc.boolean() }) as Arbitrary<Recipe> },
      { weight: 2, arbitrary: record({ calls: tie('value'), throws: fc.boolean() }) }
    ),
    object: fc.oneof(
      { weight: 4, arbitrary: record({ object: membersOf(names, () => tie('member')) }) },
      { weight: 2, arbitrary: record({ object: membersOf(names, () => tie('member')), proto: of(...protosOfOthers), seal: keys(seals) }) },
      { weight: 1, arbitrary: record({ list: fc.array(tie('value'), { maxLength: 3 }), more: membersOf(['slice', 'map', 'flatMap', '@@iterator', 'toJSON'], () => tie('member')) }) },
      { weight: 1, arbitrary: record({ calls: tie('value'), throws: fc.boolean() }) },
      { weight: 2, arbitrary: proxied(tie('object')) }
    )
  }))
  return value
}

/** The prototype of a `CatalogError` makes one, whose members are meant to be sent. */
const protosOfOthers = (Object.keys(protos) as Array<keyof typeof protos>).filter(name => name !== 'catalogError')

function membersOf (names: readonly string[], valueOf: (name: string) => Arbitrary<Recipe>, maxLength = 5): Arbitrary<Members> {
  const each = names.map(name => fc.tuple(fc.constant(name), valueOf(name)))
  return fc.array(fc.oneof(...each), { maxLength })
}

/** Its content may be sent: as an entry of a validator's list it would be the schema's path. */
function proxied (target: Arbitrary<Recipe>): Arbitrary<Recipe> {
  const lie = fc.oneof(of(...primitives), texts(open), keys(odds).map((odd): Recipe => ({ odd })))
  return record({ proxy: target, traps: fc.subarray([...traps], { minLength: 1 }), lie, throws: fc.boolean() })
}

const names = [
  'code', 'statusCode', 'status', 'message', 'stack', 'cause', 'headers', 'validation', 'validationContext', 'errors', 'issues',
  'details', 'options', 'name', 'toJSON', 'toString', 'valueOf', 'constructor', '__proto__', 'retryAfter', 'param', 'expose', 'serialization',
  'isBoom', 'output', 'data', 'type', 'body', 'response', 'sql', 'detail', ...Object.keys(symbols).filter(name => name !== '@@brand')
]

const hidden = anything(secret, names)
const shown = anything(open, [...names, 'path', 'keyword', 'limit', 'id', 'city'])

const statuses = fc.oneof(
  of(...[200, 204, 304, 400, 401, 404, 405, 409, 413, 415, 418, 422, 429, 499, 500, 501, 502, 503, 504, 599, 600, 999, 100, 0, -1, 404.5, NaN, '404', '500', '4e2', 'x', 404n].map(is)),
  record({ object: of<Members>([['valueOf', { calls: is(404), throws: false }]], [['@@toPrimitive', { calls: is(secret), throws: true }]]) }),
  record({ gets: fc.tuple(of(is(401), is(503), is(404)), of(is(500), is(429), is('x'))), throws: of(false) }) as Arbitrary<Recipe>,
  hidden
)

const codes = of(...[
  'FST_ERR_VALIDATION', 'FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_BODY_TOO_LARGE', 'FST_ERR_NOT_FOUND', 'FAST_JWT_EXPIRED', 'ECONNREFUSED', 'ECONNRESET',
  'ETIMEDOUT', 'UND_ERR_SOCKET', 'FST_JWT_BAD_REQUEST', 'TimeoutError', 'AbortError', 'E_MAPPED', 'everything', 'constructor', '__proto__', 'hasOwnProperty', 23
].map(is))

const tellingNames = ['content-range', 'WWW-Authenticate', 'proxy-authenticate', 'allow', 'Accept', 'accept-encoding', 'upgrade']
const otherNames = ['set-cookie', 'x-secret', 'Location', 'content-type', 'Content-Length', 'transfer-encoding', 'connection', 'x-request-id', 'retry-after', 'bad name', '__proto__', 'link', 'cache-control']
const bag = fc.tuple(membersOf(tellingNames, () => fc.oneof(texts(telling), of(is(telling), is(7)))), membersOf(otherNames, () => fc.oneof(of(is(secret)), hidden)))
  .map(([first, second]): Recipe => ({ object: [...first, ...second] }))

/** The plugin may send what a validator says about its rules, but neither the checked values nor the validator's messages. */
const issueMembers = membersOf(['keyword', 'instancePath', 'params', 'message', 'data', 'schema', 'parentSchema', 'schemaPath', 'toJSON'], name => {
  if (name === 'keyword') return of(...['type', 'required', 'format', 'enum', 'const', 'minimum', 'pattern', 'additionalProperties', 'constructor', 'toString', 5, open].map(is))
  if (name === 'instancePath') return fc.oneof(texts(`/${open}/0/a~1b`), shown)
  if (name !== 'params') return hidden
  const params = ['limit', 'type', 'format', 'allowedValues', 'allowedValue', 'pattern', 'missingProperty', 'requiredProperties', 'additionalProperty', 'propertyName']
  return fc.oneof(membersOf(params, () => shown).map(object => ({ object })), shown)
}, 6)
const validation = fc.oneof(
  fc.array(fc.oneof(issueMembers.map(object => ({ object })), hidden), { maxLength: 4 }).map((list): Recipe => ({ list })),
  of<Recipe>({ odd: 'sparse' }, { odd: 'endless' }, { odd: 'revoked' }),
  hidden
)

function fitting (name: string): Arbitrary<Recipe> {
  switch (name) {
    case 'statusCode': case 'status': return statuses
    case 'code': case 'name': return fc.oneof(codes, texts(secret), hidden)
    case 'headers': return fc.oneof(bag, hidden)
    case 'validation': case 'errors': return validation
    case 'validationContext': return fc.oneof(of(...['body', 'querystring', 'params', 'headers', 'constructor', 'nope'].map(is)), hidden)
    case 'message': return fc.oneof(texts(secret), of(is('Multipart: Boundary not found'), is('Rate limit exceeded, retry in '), { long: 20_000, mark: secret }), hidden)
    case 'cause': return fc.oneof(membersOf(['code', 'name', 'message', 'cause'], inner => inner === 'code' ? codes : hidden).map(object => ({ object })), hidden)
    default: return hidden
  }
}

/** Without members that make Fastify treat the error as a text, a stream or a promise: such an error must stay an error everywhere. */
const errorRecipe = record({
  error: keys(errors),
  message: of(secret, `${secret}\r\nx-forged: yes`),
  members: membersOf(names.filter(name => name !== '__proto__'), fitting, 6)
})
const sealedError = record({ error: keys(errors), message: of(secret), members: membersOf(names, fitting), seal: keys(seals) })
export const errorRecipes: Arbitrary<Recipe> = fc.oneof({ weight: 5, arbitrary: errorRecipe }, { weight: 1, arbitrary: sealedError })

const bare = fc.oneof(membersOf(['secret', 'toJSON', 'toString', 'message'], () => hidden).map((object): Recipe => ({ object })), of(...primitives))
const details = fc.oneof(
  membersOf(['id', 'count', 'state', 'tags', 'place', 'any', 'wait', 'holder', 'other', 'toJSON', '__proto__', 'constructor'], name => {
    if (name === 'id') return fc.oneof({ weight: 3, arbitrary: texts(open) }, { weight: 1, arbitrary: bare })
    if (name === 'place') return fc.oneof(record({ object: fc.tuple(texts(open), hidden, hidden).map(([city, other, toJSON]): Members => [['city', city], ['other', other], ['toJSON', toJSON]]) }), bare)
    if (name === 'tags') return fc.oneof(fc.array(fc.oneof(texts(open), bare), { maxLength: 3 }).map(list => ({ list })), of<Recipe>({ odd: 'sparse' }), bare)
    if (name === 'any' || name === 'state') return shown
    if (name === 'count' || name === 'wait') return fc.oneof(of(...[1, -1, 1.5, NaN, 1e300, 2 ** 53, '7'].map(is)), bare)
    return hidden
  }, 8).map((object): Recipe => ({ object })),
  shown
)
const options = fc.oneof(
  membersOf(['message', 'headers', 'cause', 'retryAfter', 'param', 'issues', 'stack', 'other', 'toJSON'], name => {
    if (name === 'headers') return fc.oneof(membersOf([...tellingNames, ...otherNames], () => shown).map(object => ({ object })), shown)
    if (name === 'retryAfter') return fc.oneof(of(...[0, 1.2, -1, NaN, Infinity, 1e300].map(is)), bare)
    if (name === 'issues') {
      const issue = membersOf(['path', 'message', 'location', 'pointer', 'keyword', 'code', 'value', 'toJSON'], part => ['value', 'toJSON'].includes(part) ? hidden : shown)
      return fc.oneof(fc.array(issue.map(object => ({ object })), { maxLength: 3 }).map(list => ({ list })), shown)
    }
    return name === 'message' || name === 'param' ? fc.oneof(texts(open), shown) : hidden
  }).map((object): Recipe => ({ object })),
  shown
)
export const failRecipes: Arbitrary<FailRecipe> = record({
  code: fc.oneof({ weight: 4, arbitrary: of(...['everything', 'not_found', 'rate_limited', 'validation_failed', 'internal_error', 'old_everything'].map(is)) }, { weight: 1, arbitrary: fc.oneof(texts(secret), hidden) }),
  details,
  options
})

export const catalogErrors: Arbitrary<Recipe> = record({
  catalogError: failRecipes.map(({ code, details, options }) => [code, details, options] as const),
  forged: of(undefined, ...Object.keys(protos) as Array<keyof typeof protos>)
}).map(({ catalogError, forged }): Recipe => forged === undefined ? { catalogError } : { catalogError, forged })

export const thrown: Arbitrary<Recipe> = fc.oneof(
  { weight: 4, arbitrary: errorRecipes },
  { weight: 2, arbitrary: membersOf(names, fitting, 6).map((object): Recipe => ({ object })) },
  { weight: 2, arbitrary: catalogErrors },
  { weight: 2, arbitrary: hidden },
  { weight: 1, arbitrary: proxied(errorRecipes) },
  { weight: 1, arbitrary: of(...primitives) }
)

import { AjvCompiler } from '@fastify/ajv-compiler'
import { Type as Type5, TypeBoxValidatorCompiler as compiler5 } from 'type-provider-typebox-5'
import { Type as Type6, TypeBoxValidatorCompiler as compiler6 } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { validatorCompiler as zodCompiler } from 'fastify-type-provider-zod'
import t from 'tap'
import { z } from 'zod'
import errorCatalog, { serverOptions } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

/** Unknown fields are reported, and bodies are not converted. */
const strict = { validation: { mode: 'strict' } } as const

const post = (body: unknown, headers = {}) => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })

const entry = (status: number) => ({ status, message: 'No.' })
const catalog = {
  extends: 'http',
  codes: { currency_invalid: entry(422), currency_missing: entry(422), city_unknown: entry(422), card_unknown: entry(402), extra_field: entry(400), by_rule: entry(409) },
  map: { validation: { currency: 'by_rule' } }
} as const

/** Each issue as `path keyword code`, or with its sentence. */
const told = (body: unknown, ...members: string[]) =>
  (body as { error: { issues: Array<Record<string, string>> } }).error.issues.map(issue => ['path', 'keyword', 'code', ...members].map(name => issue[name]).join(' ').trim())
const codeOf = (body: unknown) => (body as { error: { code: string } }).error.code

// The first to use TypeBox in this process, so that it is not loaded yet.
t.test('issues of a TypeBox schema of an earlier route have no keyword until TypeBox is loaded', async t => {
  const { ask } = await serve(t, async app => {
    // Without await, so that the route comes before the plugin's hook of routes.
    const registered = app.register(errorCatalog, { catalog })
    app.setValidatorCompiler(compiler5)
    app.post('/', { schema: { body: Type5.Object({ currency: Type5.String() }) } }, async () => 'done')
    await registered
  })
  t.same(told((await ask('/', post({ currency: 5 }))).body), ['currency  by_rule'])
  await (await import('../../../src/server/validation/loadTypeBox.ts')).loadTypeBoxRules()
  t.same(told((await ask('/', post({ currency: 5 }))).body), ['currency type by_rule'])
})

t.test('x-error-code in a schema is the most specific rule of all', async t => {
  const city = { type: 'string', minLength: 2, 'x-error-code': 'city_unknown', 'x-error-message': 'No such city.' }
  const card = { type: 'object', required: ['method', 'number'], properties: { method: { const: 'card' }, number: { type: 'string', minLength: 8, 'x-error-code': 'card_unknown' } } }
  const iban = { type: 'object', required: ['method', 'number'], properties: { method: { const: 'iban' }, number: { type: 'string', minLength: 2, 'x-error-code': 'city_unknown' }, to: { $ref: 'address#' } } }
  const order = {
    type: 'object',
    required: ['currency'],
    additionalProperties: false,
    'x-error-code': { additionalProperties: 'extra_field' },
    'x-error-message': { additionalProperties: 'Unknown.' },
    $defs: { iban },
    properties: {
      currency: { type: 'string', pattern: '^[A-Z]{3}$', 'x-error-code': { pattern: 'currency_invalid', required: 'currency_missing' }, 'x-error-message': { pattern: 'Three letters.' } },
      address: { $ref: 'address#' },
      others: { type: 'array', items: { $ref: 'address#' } },
      byName: { type: 'object', patternProperties: { '^x': city, '\\-': city }, additionalProperties: { type: 'number', 'x-error-code': 'card_unknown' } },
      pair: { type: 'array', items: [{ type: 'string', 'x-error-code': 'city_unknown' }, { type: 'string' }], additionalItems: { type: 'string', 'x-error-code': 'card_unknown' } },
      both: { allOf: [{ type: 'string' }, { maxLength: 2, 'x-error-code': 'city_unknown' }] },
      cases: { if: { type: 'string' }, then: { maxLength: 2, 'x-error-code': 'city_unknown' }, else: { type: 'number', 'x-error-code': 'card_unknown' } },
      pay: { oneOf: [card, { $ref: '#/$defs/iban' }] },
      stated: { minLength: 3, pattern: '^x', 'x-error-code': 'city_unknown', 'x-error-message': 'As documented.' }
    }
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, ...strict })
    app.addSchema({ $id: 'address', type: 'object', required: ['city'], properties: { city } })
    app.post('/', { schema: { body: order, headers: { type: 'object', properties: { 'X-Tenant': { type: 'string', minLength: 2, 'x-error-code': 'city_unknown' } } } } }, async () => 'done')
  }, { ajv: { customOptions: { strictTypes: false, strictTuples: false, unicodeRegExp: false } } })
  for (const [body, code, ...issues] of [
    [{ currency: 'eur' }, 'currency_invalid', 'currency pattern currency_invalid Three letters.'],
    [{}, 'currency_missing', 'currency required currency_missing This field is required.'],
    [{ currency: 5 }, 'by_rule', 'currency type by_rule Must be a string.'],
    [{ currency: 'EUR', a: 1 }, 'extra_field', 'a additionalProperties extra_field Unknown.'],
    [{ currency: 'EUR', address: { city: 'x' } }, 'city_unknown', 'address.city minLength city_unknown No such city.'],
    [{ currency: 'EUR', address: {} }, 'city_unknown', 'address.city required city_unknown No such city.'],
    [{ currency: 'EUR', address: 5 }, 'validation_failed', 'address type  Must be an object.'],
    [{ currency: 'EUR', others: [{ city: 'ab' }, { city: 5 }] }, 'city_unknown', 'others.1.city type city_unknown No such city.'],
    [{ currency: 'EUR', byName: { x: 'a', other: 'b' } }, 'city_unknown', 'byName.other type card_unknown Must be a number.', 'byName.x minLength city_unknown No such city.'],
    [{ currency: 'EUR', pair: [1, 'b', 2] }, 'city_unknown', 'pair.0 type city_unknown Must be a string.', 'pair.2 type card_unknown Must be a string.'],
    [{ currency: 'EUR', both: 'xyz' }, 'city_unknown', 'both maxLength city_unknown Must have at most 2 characters.'],
    [{ currency: 'EUR', pay: { method: 'card', number: '1' } }, 'card_unknown', 'pay.number minLength card_unknown Must have at least 8 characters.'],
    [{ currency: 'EUR', pay: { method: 'iban', number: '1' } }, 'city_unknown', 'pay.number minLength city_unknown Must have at least 2 characters.'],
    [{ currency: 'EUR', stated: 'a' }, 'city_unknown', 'stated minLength city_unknown As documented.'],
    [{ currency: 'eur', a: 1 }, 'currency_invalid', 'a additionalProperties extra_field Unknown.', 'currency pattern currency_invalid Three letters.']
  ] as const) {
    const got = (await ask('/', post(body))).body
    t.same([codeOf(got), ...told(got, 'message')], [code, ...issues], JSON.stringify(body))
  }
  t.same(told((await ask('/', post({ currency: 'EUR' }, { 'X-Tenant': 'a' }))).body), ['x-tenant minLength city_unknown'])
  t.match(told((await ask('/', post({ currency: 'EUR', cases: 'xyz' }))).body), ['cases maxLength city_unknown'])
})

t.test('x-error-code is read with the compilers of TypeBox too, also within types that hold themselves', async t => {
  const schemaOf = (Type: typeof Type5, self: (node: (This: any) => any) => any) => Type.Object({
    currency: Type.String({ pattern: '^[A-Z]{3}$', 'x-error-code': 'currency_invalid' }),
    tree: Type.Optional(self(This => Type.Object({ name: Type.String({ 'x-error-code': 'city_unknown' }), next: Type.Optional(This) })))
  })
  const cyclic = (node: (This: any) => any) => Type6.Cyclic({ Node: node(Type6.Ref('Node')) }, 'Node')
  for (const [name, schema, compiler] of [
    ['TypeBox 0.34', schemaOf(Type5, node => Type5.Recursive(node)), compiler5],
    ['TypeBox 1', schemaOf(Type6 as never, cyclic), compiler6]
  ] as const) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog, ...strict })
      app.setValidatorCompiler(compiler as never)
      app.post('/', { schema: { body: schema } }, async () => 'done')
    })
    for (const [body, ...issues] of [
      [{ currency: 'eur' }, 'currency pattern currency_invalid'],
      [{}, 'currency required currency_invalid'],
      [{ currency: 'EUR', tree: { name: 5 } }, 'tree.name type city_unknown'],
      [{ currency: 'EUR', tree: { name: 'a', next: { name: 'b', next: { name: 5 } } } }, 'tree.next.next.name type city_unknown']
    ] as const) {
      t.same(told((await ask('/', post(body))).body), issues, `${name}: ${JSON.stringify(body)}`)
    }
  }
})

t.test('a code that the catalog has not, or no text, stops the server before it listens', async t => {
  const bodyWith = (code: unknown, keyword = 'x-error-code') => ({ type: 'object', properties: { 'a/b': { type: 'string', [keyword]: code } } })
  for (const [schema, message] of [
    [{ body: bodyWith('currency_invald') }, /^POST \/orders, body: x-error-code at \/properties\/a~1b must be a code of the catalog, got "currency_invald" \(did you mean "currency_invalid"\?\)$/],
    [{ body: bodyWith({ type: 'lost' }) }, /x-error-code at \/properties\/a~1b must be a code of the catalog, got "lost"/],
    [{ body: bodyWith({}) }, /x-error-code at \/properties\/a~1b must be a text, or a text for each of some keywords/],
    [{ querystring: bodyWith(5) }, /querystring: x-error-code at \/properties\/a~1b must be a text/],
    [{ body: bodyWith([''], 'x-error-message') }, /x-error-message at \/properties\/a~1b must be a text/],
    [{ body: { 'x-error-code': 'lost' } }, /x-error-code at the root must be a code/],
    [{ body: { $ref: 'shared#' } }, /x-error-code at shared#\/properties\/a~1b must be a code of the catalog, got "lost"/],
    [{ body: { allOf: [{ $ref: '#/$defs/it' }], $defs: { it: { type: 'object', 'x-error-code': 'lost' } } } }, /x-error-code at \/\$defs\/it must be/]
  ] as const) {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(errorCatalog, { catalog, ...strict })
    app.addSchema({ $id: 'shared', ...bodyWith('lost') })
    app.post('/orders', { schema }, async () => 'done')
    await t.rejects(async () => await app.ready(), { message }, String(message))
  }
})

t.test('values that only look like annotations are ignored, and a scope uses its catalog', async t => {
  const property = { type: 'object', properties: { 'x-error-code': { type: 'string', const: 'x' }, other: { type: 'object', default: { 'x-error-code': 5 } } } }
  const scoped = { type: 'object', required: ['a'], 'x-error-code': { required: 'only_here' } }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.post('/', { schema: { body: property } }, async () => 'done')
    await app.register(async inner => {
      await inner.register(errorCatalog, { ...strict, catalog: { extends: 'http', codes: { only_here: entry(422) } } })
      inner.post('/', { schema: { body: scoped } }, async () => 'done')
      inner.get('/', { schema: { querystring: scoped } }, async () => 'done')
    }, { prefix: '/v2' })
  })
  t.same(told((await ask('/', post({ 'x-error-code': 'y' }))).body), ['x-error-code const'])
  t.same(told((await ask('/v2/', post({}))).body), ['a required only_here'])
  t.same(told((await ask('/v2/')).body), ['a required only_here'])
  t.equal((await ask('/v2/', { method: 'HEAD' })).status, 422)
})

t.test('a compiler of the user is called unchanged, and its Ajv must know the keywords', async t => {
  const schema = { body: { type: 'object', properties: { a: { type: 'string', 'x-error-code': 'currency_invalid' } } } }
  const build = AjvCompiler() as unknown as (schemas: object, options: object) => never
  const keywords = ['x-error-code', 'x-error-message']
  const setups: ReadonlyArray<[name: string, options: FastifyServerOptions, (app: FastifyInstance) => unknown]> = [
    ['serverOptions', serverOptions(), () => {}],
    ['keywords given to Fastify\'s ajv options', { ajv: { customOptions: { keywords } } }, () => {}],
    ['keywords given by onCreate', { ajv: { onCreate: (ajv: { addVocabulary: (names: string[]) => void }) => ajv.addVocabulary(['x-mine']) } as never }, () => {}],
    ['a factory', { schemaController: { compilersFactory: { buildValidator: (schemas: object) => build(schemas, { customOptions: { keywords } }) } } } as never, () => {}],
    ['setValidatorCompiler', {}, app => app.setValidatorCompiler(build({}, { customOptions: { strict: false } }))]
  ]
  for (const [name, options, set] of setups) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog, ...strict })
      set(app)
      app.post('/', { schema }, async () => 'done')
    }, options)
    const allErrors = await ask('/', post({ a: [] }))
    t.same([allErrors.status, ...told(allErrors.body)], [422, 'a type currency_invalid'], name)
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, ...strict })
    app.setValidatorCompiler(build({ elsewhere: { $id: 'elsewhere', type: 'object', properties: { a: { type: 'string' } } } }, { customOptions: { keywords } }))
    app.post('/', { schema: { body: { $ref: 'elsewhere#', 'x-error-code': { type: 'extra_field' } } } }, async () => 'done')
  })
  t.same(told((await ask('/', post({ a: [] }))).body), ['a type'], 'a schema that only the compiler has is not looked into')
  t.same(told((await ask('/', post([]))).body), ['body type extra_field'])
  const unprepared = Fastify()
  t.teardown(() => unprepared.close())
  await unprepared.register(errorCatalog, { catalog })
  unprepared.setValidatorCompiler(build({}, { customOptions: {} }))
  unprepared.post('/', { schema }, async () => 'done')
  await t.rejects(async () => await unprepared.ready(), { message: /strict mode: unknown keyword: "x-error-code"/ })
})

t.test('a field has the names on its path, without positions in lists', async t => {
  const codes = Object.fromEntries(['year', 'any_year', 'pointed', 'slashed', 'tilde', 'item', 'typed'].map(code => [code, entry(422)]))
  const validation = {
    'years.2024': 'year', 'years.amount': 'any_year', '/years/2025': 'pointed', '/a~1b': 'slashed', '/c~0d': 'tilde', '/e/f': 'slashed', '/list/2024/0': 'pointed', 'list.2024': 'item', 'years.2024.type': 'typed'
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { ...strict, catalog: { extends: 'http', codes, map: { validation } } })
    const integer = { type: 'integer', maximum: 5 }
    const properties = {
      years: { type: 'object', additionalProperties: { anyOf: [integer, { type: 'object', properties: { amount: integer } }] } },
      list: { type: 'array', items: { type: 'object', properties: { 2024: { anyOf: [integer, { type: 'array', items: integer }] } } } },
      'a/b': integer,
      'c~d': integer,
      'e/f': integer,
      g: { type: 'object', properties: { h: integer } },
      'g/h': integer
    }
    app.post('/', { schema: { body: { type: 'object', properties } } }, async () => 'done')
    app.post('/thrown', async ({ body }) => await Promise.reject(Object.assign(new Error(), { issues: [{ message: 'No.', path: body }] })))
  })
  for (const [body, issue] of [
    [{ years: { 2024: 9 } }, 'years.2024 maximum year'],
    [{ years: { 2025: 9 } }, 'years.2025 maximum pointed'],
    [{ years: { 2026: 9 } }, 'years.2026 maximum'],
    [{ years: { 2026: { amount: 9 } } }, 'years.2026.amount maximum any_year'],
    [{ list: [{}, { 2024: 9 }] }, 'list.1.2024 maximum item'],
    [{ list: [{ 2024: [9] }] }, 'list.0.2024.0 maximum item'],
    [{ 'a/b': 9 }, 'a/b maximum slashed'],
    [{ 'c~d': 9 }, 'c~d maximum tilde'],
    [{ 'e/f': 9 }, 'e/f maximum']
  ] as const) t.same(told((await ask('/', post(body))).body), [issue], JSON.stringify(body))
  for (const [path, code] of [
    [['years', 2024], 'year'],
    [['years', 2030, 'amount'], 'any_year'],
    [['a/b', 0], 'slashed']
  ] as const) t.equal(codeOf((await ask('/thrown', post(path))).body), code, `of what no validator of the server has judged: ${path.join(' ')}`)
})

t.test('only issues of then and else are reported, not of if', async t => {
  const body = {
    type: 'object',
    properties: {
      kind: { enum: ['card', 'iban', 'none'] },
      deep: { type: 'object', if: { properties: { a: { const: 1 } } }, then: { properties: { b: { type: 'object', if: true, then: { required: ['c'] } } } } },
      either: { anyOf: [{ if: { type: 'string' }, then: { minLength: 3 } }, { type: 'null' }] }
    },
    if: { properties: { kind: { const: 'card' } }, required: ['kind'] },
    then: { required: ['number'] },
    else: { if: { properties: { kind: { const: 'none' } }, required: ['kind'] }, then: false, else: { properties: { kind: { minLength: 9 } } } }
  }
  for (const allErrors of [true, false]) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog, ...strict })
      app.post('/', { schema: { body } }, async () => 'done')
    }, { ajv: { customOptions: { allErrors, strict: false } } })
    for (const [given, ...issues] of [
      [{ kind: 'card' }, 'number required'],
      [{ kind: 'iban' }, 'kind minLength'],
      [{ kind: 'none' }, 'body if', 'body false schema'],
      [{ kind: 'card', number: 1, deep: { a: 1, b: {} } }, 'deep.b.c required'],
      [{ kind: 'card', number: 1, either: 'x' }, 'either minLength']
    ] as const) {
      const got = (await ask('/', post(given))).body
      t.same([told(got), (got as { error: { param: string } }).error.param], [issues, issues[0].split(' ')[0]], `${JSON.stringify(given)}, ${allErrors}`)
    }
  }
})

t.test('names of headers in a schema are read in any case, wherever names stand', async t => {
  const number = { type: 'string', pattern: '^\\d+$' }
  const headers = {
    type: 'object',
    $defs: { Required: { type: 'string', minLength: 2 }, Properties: { type: 'object', required: ['X-Deep'] } },
    allOf: [{ $ref: '#/$defs/Properties' }],
    properties: { 'X-Ref': { $ref: '#/$defs/Required' } },
    patternProperties: { '^X-Num-\\D': number, '^X-[A-C]$': number, '^\\p{L}-Y\\W': number, '^\\x58-HEX': number },
    dependencies: { 'X-One': ['X-Two'] }
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.get('/', { schema: { headers } }, async () => 'done')
  }, { ajv: { customOptions: { strict: false } } })
  for (const [given, ...issues] of [
    [{ 'X-Num-A': 'x' }, 'x-num-a pattern'],
    [{ 'X-Num-1': 'x' }],
    [{ 'X-B': 'x', 'X-D': 'x' }, 'x-b pattern'],
    [{ 'X-Y-Z': 'x', 'X-YZ': 'x' }, 'x-y-z pattern'],
    [{ 'X-Hex': '1' }],
    [{ 'X-Ref': 'x' }, 'x-ref minLength'],
    [{ 'X-One': 'x' }, 'x-two dependencies'],
    [{ 'X-Deep': undefined }, 'x-deep required']
  ] as const) {
    const sent = Object.entries({ 'X-Deep': '1', ...given }).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const { status, body } = await ask('/', { headers: Object.fromEntries(sent) })
    t.same(status === 200 ? [] : told(body), issues, JSON.stringify(given))
  }
})

const parts = {
  params: { type: 'object', properties: { id: { type: 'integer' } } },
  querystring: { type: 'object', required: ['page'], properties: { page: { type: 'integer' } } },
  headers: { type: 'object', required: ['x-tenant'], properties: { 'x-tenant': { type: 'string' } } },
  body: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } }
}

t.test('issues of all parts of a request are reported in one response, or with issues: first as Fastify does', async t => {
  const all = ['path id type', 'body a required', 'query page required', 'header x-tenant required']
  const app = async (t: Parameters<typeof serve>[0], issues?: 'all' | 'first') => await serve(t, async app => {
    await app.register(errorCatalog, { validation: { mode: 'strict', ...issues && { issues } } })
    app.post('/:id', { schema: parts }, async () => 'done')
    app.post('/some/:id', { schema: { params: parts.params, headers: parts.headers } }, async () => 'done')
    app.post('/typed/:id', { schema: { params: parts.params, body: { content: { 'application/json': { schema: parts.body }, 'application/x-www-form-urlencoded': { schema: {} } } } } }, async () => 'done')
    app.post('/attached/:id', { attachValidation: true, schema: parts }, async request => await Promise.reject(request.validationError))
  })
  const placed = (body: unknown) => (body as { error: { issues: Array<Record<string, string>> } }).error.issues.map(issue => `${issue['in']} ${issue['path']} ${issue['keyword']}`)
  for (const issues of [undefined, 'all'] as const) {
    const { ask } = await app(t, issues)
    const got = await ask('/x', post({}))
    t.same(placed(got.body), all)
    t.match(got.body, { error: { param: 'id' } }, 'the first part that fails is Fastify\'s')
    t.same(placed((await ask('/1?page=1', post({}))).body), all.filter(issue => /^(body|header)/.test(issue)))
    t.same(placed((await ask('/1?page=x', post({ a: 'b' }, { 'x-tenant': 'c' }))).body), ['query page type'])
    t.same(placed((await ask('/some/x', post({}))).body), ['path id type', 'header x-tenant required'])
    t.same(placed((await ask('/x?page=1', { method: 'POST', headers: { 'x-tenant': 'c' } })).body), ['path id type', 'body body type'])
    t.same(placed((await ask('/typed/x', post({}, { 'content-type': 'application/JSON; charset=utf-8' }))).body), ['path id type', 'body a required'])
    t.same(placed((await ask('/attached/x', post({}))).body), all.slice(0, 1), 'an attached error has gone through the handler')
    t.equal((await ask('/1?page=1', post({ a: 'b' }, { 'x-tenant': 'c' }))).text, 'done')
  }
  const { ask } = await app(t, 'first')
  t.same(placed((await ask('/x', post({}))).body), all.slice(0, 1))
  t.same(placed((await ask('/1', post({}))).body), ['body a required'])
  const given: ReadonlyArray<readonly [options: object, message: RegExp]> = [
    [{ issues: 'first' }, /"issues" is not an option: did you mean validation: \{ issues: … \}\?/],
    ...[{ mode: 'lax' }, { issues: 'some' }, { limit: -1 }, { limit: 0.5 }, { limits: 5 }, null, 'strict'].map(validation =>
      [{ validation }, /validation must be \{ mode: "fastify" \| "strict", issues: "all" \| "first", limit: a number \} with any of these members, got /] as const)
  ]
  for (const [options, message] of given) await t.rejects(async () => await Fastify().register(errorCatalog, options), message, JSON.stringify(options))
})

t.test('a part with an asynchronous validator does not hide issues of other parts', async t => {
  const wrong = { querystring: { type: 'object', required: ['page'], properties: { page: { type: 'integer' } } } }
  const later = { $async: true, ...parts.body }
  const compilers: ReadonlyArray<[name: string, compile: (value: unknown) => unknown, issues: string[]]> = [
    ['throws', () => { throw new Error('hunter2') }, ['path id type']],
    ['answers later', async () => { throw new Error('hunter2') }, ['path id type']],
    // Fastify accepts the part: the validator gives no reason.
    ['says no', () => false, ['path id type']],
    ['has reasons', Object.assign(() => false, { errors: [{ instancePath: '/a' }] }), ['path id type', 'body a']],
    ['says no more than that', () => ({ error: new Error('hunter2') }), ['path id type', 'body body']],
    ['says it in text', () => ({ error: 'hunter2' }), ['path id type', 'body body']],
    ['tells issues', () => ({ error: { issues: [{ message: 'hunter2', path: ['a'] }] } }), ['path id type', 'body a']],
    ['tells errors', () => ({ error: Object.assign(new Error('hunter2'), { errors: [{ instancePath: '/a' }] }) }), ['path id type', 'body a']],
    ['is content', () => true, ['path id type']]
  ]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.post('/later/:id', { schema: { params: parts.params, body: later, ...wrong } }, async () => 'done')
    for (const [name, validate] of compilers) {
      app.post(`/${name}/:id`, { schema: { params: parts.params, body: {} }, validatorCompiler: ({ httpPart }) => httpPart === 'body' ? validate as never : data => typeof (data as { id: string }).id === 'string' && { error: [{ keyword: 'type', instancePath: '/id' }] } as never }, async () => 'done')
    }
  })
  const placed = (body: unknown) => (body as { error: { issues: Array<Record<string, string>> } }).error.issues.map(issue => ['in', 'path', 'keyword'].map(name => issue[name]).join(' ').trim())
  t.same(placed((await ask('/later/x', post({}))).body), ['path id type', 'query page required'], 'an asynchronous schema is not waited for')
  t.same(placed((await ask('/later/1', post({}))).body), ['body a required', 'query page required'])
  for (const [name, , issues] of compilers) {
    const { text, body } = await ask(`/${encodeURIComponent(name)}/x`, post({}))
    t.same(placed(body), issues, name)
    t.notMatch(text, /hunter2/)
  }
})

t.test('a validator that gives no reason is asked as without the plugin, and a formatter without an error makes no success', async t => {
  const text = 'must not be empty'
  const formatters: ReadonlyArray<[name: string, format: () => unknown]> = [
    ['plain', () => ({ sorry: true })], ['text', () => 'sorry'], ['nothing', () => undefined], ['error', () => new Error('sorry')]
  ]
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    const validators: Record<string, () => unknown> = {
      no: () => false,
      empty: () => ({ error: [] }),
      later: async () => false,
      content: async () => true,
      stated: Object.assign(() => false, { errors: [{ instancePath: '/a', message: text }] }),
      fine: () => ({ value: { b: 1 } }),
      missing: undefined as never
    }
    for (const [name, validate] of Object.entries(validators)) {
      app.post(`/${name}`, { schema: { body: {} }, validatorCompiler: () => validate as never }, async request => request.body)
    }
    for (const [name, format] of formatters) {
      app.post(`/formatted/${name}`, { schema: { body: parts.body }, schemaErrorFormatter: format as never }, async () => 'done')
    }
    app.post('/attached', { attachValidation: true, schema: { body: parts.body }, schemaErrorFormatter: () => ({ sorry: true }) as never }, async request => ({ ...request.validationError }))
    app.post('/default', { schema: { body: parts.body } }, async () => 'done')
    app.post('/validates', { schema: { body: parts.body }, preValidation: async (request, reply) => { if (request.validateInput({}, 'body') === false) return reply.send({ refused: true }) } }, async () => 'done')
    await app.register(async inner => {
      inner.setSchemaErrorFormatter(() => ({ sorry: true }) as never)
      inner.post('/set', { schema: { body: parts.body } }, async () => 'done')
    })
  })
  for (const [name, path] of [['empty', 'body'], ['stated', 'a'], ['formatted/plain', 'a'], ['formatted/text', 'a'], ['formatted/nothing', 'a'], ['formatted/error', 'a'], ['set', 'a']] as const) {
    const got = await ask(`/${name}`, post({}))
    t.match([got.status, got.body], [400, { error: { code: 'validation_failed', issues: [{ path }] } }], name)
    t.notMatch(got.text, /sorry|empty/)
  }
  for (const name of ['no', 'later']) t.same((await ask(`/${name}`, post({}))).body, {}, `${name}: Fastify takes it for valid`)
  t.same((await ask('/fine', post({}))).body, { b: 1 })
  t.same((await ask('/content', post({ a: 1 }))).body, { a: 1 })
  t.same((await ask('/missing', post({ a: 1 }))).body, { a: 1 })
  t.match((await ask('/attached', post({}))).body, { sorry: true, statusCode: 400, validationContext: 'body', validation: [{ keyword: 'required' }] })
  t.same((await ask('/validates', post({}))).body, { refused: true }, 'who asks the validator is answered as ever')
  await ask('/default', post({}))
  t.ok(logs.some(({ err }) => err === 'body must have required property \'a\''), 'without a formatter the log says what Fastify says')
})

t.test('what a handler throws of Zod, of Standard Schema or of Ajv is a validation failure; a server error never is', async t => {
  const schema = z.object({ a: z.string(), b: z.union([z.literal('x'), z.object({ c: z.number() })]) })
  const thrown: ReadonlyArray<[name: string, error: () => unknown, status: number, code: string, issues: string[]]> = [
    ['ZodError', () => schema.safeParse({ b: { c: 'x' } }).error, 400, 'validation_failed', ['a required', 'b.c type']],
    ['Standard Schema', () => ({ issues: [{ message: 'hunter2', path: ['a', { key: 'b/c' }, 0] }, { message: 'hunter2' }] }), 400, 'validation_failed', ['body', 'a.b/c.0']],
    ['SchemaError', () => Object.assign(new Error('hunter2'), { name: 'SchemaError', issues: [{ message: 'hunter2', path: [Symbol.iterator] }] }), 400, 'validation_failed', ['Symbol(Symbol.iterator)']],
    ['its own issues', () => Object.assign(new Error('hunter2'), { issues: ['hunter2'] }), 500, 'internal_error', []],
    ['no issues', () => Object.assign(new Error('hunter2'), { issues: [] }), 500, 'internal_error', []],
    ['odd paths', () => Object.assign(new Error('hunter2'), { issues: [{ message: 'hunter2', path: 'a' }] }), 500, 'internal_error', []],
    ['a custom status', () => Object.assign(schema.safeParse({}).error as Error, { statusCode: 502 }), 502, 'bad_gateway', []],
    ['a conflict with a list', () => Object.assign(new Error('hunter2'), { statusCode: 409, issues: [{ message: 'hunter2', path: [] }] }), 409, 'conflict', []],
    ['a status of validators', () => Object.assign(new Error('hunter2'), { statusCode: 422, issues: [{ message: 'hunter2', path: ['a'] }] }), 400, 'validation_failed', ['a']],
    ['a response', () => Object.assign(new Error('hunter2', { cause: schema.safeParse({}).error }), { code: 'FST_ERR_RESPONSE_SERIALIZATION', statusCode: 500 }), 500, 'internal_error', []]
  ]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    for (const [name, error] of thrown) app.get(`/${name}`, async () => await Promise.reject(error()))
    await app.register(async inner => {
      await inner.register(errorCatalog, { ...strict, catalog: { extends: 'http', map: { errors: { ZodError: 'internal_error' } } } })
      inner.get('/ours', async () => schema.parse({}))
    })
  })
  for (const [name, , status, code, issues] of thrown) {
    const got = await ask(`/${encodeURIComponent(name)}`)
    t.equal(got.status, status, name)
    t.equal(codeOf(got.body), code)
    t.same('issues' in (got.body as { error: object }).error ? told(got.body) : [], issues)
    t.notMatch(got.text, /hunter2/)
  }
  const ours = await ask('/ours')
  t.match([ours.status, ours.body], [500, { error: { code: 'internal_error', issues: undefined } }], 'map.errors makes it what it is here')
})

t.test('Zod in the other parts of a request, and a reply that its schema refuses', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.setValidatorCompiler(zodCompiler)
    app.get('/:id', { schema: { params: z.object({ id: z.coerce.number() }), querystring: z.object({ page: z.coerce.number().max(9), q: z.string().refine(q => q !== 'x', { message: 'Ask for something.' }) }), headers: z.object({ 'x-tenant': z.string() }) } }, async () => 'done')
  })
  t.same(told((await ask('/x?page=10&q=x')).body, 'in', 'message'), [
    'id type  path Must be a number.', 'page maximum  query Must be at most 9.', 'q custom  query Ask for something.', 'x-tenant required  header This field is required.'
  ])
})

t.test('several issues of one request in the style of each platform', async t => {
  const body = {
    type: 'object',
    additionalProperties: false,
    properties: { amount: { type: 'string', minLength: 4, pattern: '^\\d+\\.\\d\\d$' }, lines: { type: 'array', items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, count: { type: 'integer' } } } } }
  }
  const [short, form, missing, type] = ['Must have at least 4 characters.', 'Must match ^\\d+\\.\\d\\d$.', 'This field is required.', 'Must be an integer.']
  const given = { amount: '1', lines: [{}, { sku: 'a', count: 'x' }] }
  for (const [name, status, want] of [
    ['kyc', 422, { code: 'validation_error', fields: { amount: [short, form], 'lines.0.sku': [missing], 'lines.1.count': [type] } }],
    ['billing', 422, { problem: 'validation.failed', errors: [{ field: 'amount', message: short }, { field: 'amount', message: form }, { field: 'lines.0.sku', message: missing }, { field: 'lines.1.count', message: type }] }],
    ['settlement', 400, { error: { code: 'invalid_request', param: 'amount' } }],
    ['merchant', 400, { ok: false, error: { code: 'validation_failed', details: [{ path: 'amount', code: 'minLength' }, { path: 'amount', code: 'pattern' }, { path: 'lines.0.sku', code: 'required' }, { path: 'lines.1.count', code: 'type', message: type }] } }],
    ['cards', 400, { status: 'error' }]
  ] as const) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { ...strict, catalog: new URL(`../../../catalog.yaml#${name}`, import.meta.url) })
      app.post('/', { schema: { body } }, async () => ({ done: true }))
    })
    const got = await ask('/', post(given))
    t.match([got.status, got.body], [status, want], name)
  }
})

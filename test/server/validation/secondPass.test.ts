// What validators may do besides answering at once, and what the second pass leaves to the first.
import v8 from 'node:v8'
import vm from 'node:vm'
import Fastify, { type FastifyServerOptions } from 'fastify'
import t from 'tap'
import { toCollectingSchema } from '../../../src/server/validation/collectingSchema.ts'
import { resolve } from '../../../src/server/schema/walk.ts'
import errorCatalog from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const post = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } })

interface Issue { readonly path: string, readonly keyword?: string }

const issuesOf = (body: unknown) => (body as { error: { issues: Issue[] } }).error.issues.map(({ path, keyword = '-' }) => `${path} ${keyword}`)

const never = { then () {} }

/** Validators that return or throw promises, and the status that plain Fastify answers with: none where it never answers. */
const validators: ReadonlyArray<readonly [what: string, validate: () => unknown, status?: number]> = [
  ['throws a rejected promise', () => { throw Promise.reject(new Error('no')) }, 500],
  ['throws a promise', () => { throw Promise.resolve(1) }, 500],
  ['throws a thenable that never settles', () => { throw never }, 200],
  ['returns a thenable that never settles', () => never, 500],
  ['returns a promise for false', async () => false, 200],
  ['returns a promise for an error', async () => ({ error: new Error('no') }), 200],
  ['returns a rejected promise', async () => { throw new Error('no') }, 400],
  ['returns a promise that never settles', async () => await new Promise(() => {})],
  ['returns a promise for a thenable that never settles', async () => await (never as unknown as Promise<void>)]
]

t.test('a validator that returns or throws a promise has the status that plain Fastify answers with', async t => {
  for (const register of [false, true]) {
    const app = Fastify()
    t.teardown(() => app.close())
    if (register) await app.register(errorCatalog)
    for (const [index, [, validate]] of validators.entries()) {
      app.post(`/${index}`, { schema: { body: {} }, validatorCompiler: () => validate as never }, async () => 'done')
    }
    await app.ready()
    const waiting: string[] = []
    const ask = async (index: number) => (await app.inject({ method: 'POST', url: `/${index}`, payload: {} })).statusCode
    for (const [index, [what, , status]] of validators.entries()) {
      const about = `${register ? 'with' : 'without'} the plugin: ${what}`
      if (status !== undefined) t.equal(await ask(index), status, about)
      else {
        waiting.push(about)
        ask(index).then(answered => t.fail(`${about}: ${answered}`), t.fail)
      }
    }
    t.equal(waiting.length, 2)
    // The two would be answered by now if they were answered at all.
    for (let turn = 0; turn < 50; turn++) await ask(validators.findIndex(([, , status]) => status === 200))
  }
})

t.test('one line at ready names the routes on which the mode strict has no effect', async t => {
  const schema = { body: { type: 'object', required: ['a'] } }
  const compiler = () => () => true
  const lines = async (mode: 'strict' | 'fastify') => {
    const { logs } = await serve(t, async app => {
      await app.register(errorCatalog, { validation: { mode } })
      app.post('/ours', { schema }, async () => 'done')
      app.post('/own', { schema, validatorCompiler: compiler as never }, async () => 'done')
      app.post('/none', async () => 'done')
      await app.register(async inner => {
        inner.setValidatorCompiler(compiler as never)
        inner.put('/set', { schema }, async () => 'done')
      })
    })
    return logs.filter(({ msg }) => /has no effect/.test(String(msg))).map(({ level, routes, msg }) => ({ level, routes, msg }))
  }
  const [line, ...others] = await lines('strict')
  t.match(line, { level: 40, msg: /^validation: \{ mode: "strict" \} has no effect on routes with their own validator compiler/ })
  t.same([(line?.['routes'] as string[]).sort(), others], [['POST /own', 'PUT /set'], []])
  t.same(await lines('fastify'), [])
})

t.test('one issue is reported where a second pass is not possible, and all of JSON', async t => {
  const schema = { type: 'object', required: ['a', 'b'], properties: { v: {} } }
  let plugins = 0
  const once = (ajv: object) => {
    plugins++
    if (plugins > 1) throw new Error('is added already')
    return ajv
  }
  const given: ReadonlyArray<readonly [what: string, schema: object, options: FastifyServerOptions, parsed: unknown, ...issues: string[]]> = [
    ['a plugin that cannot be added twice', schema, { ajv: { plugins: [once as never] } }, {}, 'a required'],
    ['a schema whose meaning depends on its document', { $dynamicAnchor: 'x', ...schema }, { ajv: { customOptions: { strict: false } } }, {}, 'a required'],
    ['a value that is no JSON', schema, {}, { v: 1n }, 'a required'],
    ['a function', schema, {}, { v () {} }, 'a required'],
    ['an instance of a class', schema, {}, { v: new Date() }, 'a required'],
    ['a buffer', schema, {}, { v: Buffer.from('x') }, 'a required'],
    ['a member called __proto__', schema, {}, JSON.parse('{"__proto__":{}}'), 'a required'],
    ['objects without a prototype are JSON', schema, {}, Object.create(null), 'a required', 'b required'],
    ['members of allOf that are true', { ...schema, allOf: [true, { required: ['c'] }] }, {}, {}, 'c required', 'a required', 'b required'],
    ['members of allOf that are false', { allOf: [false] }, {}, {}, 'body not']
  ]
  for (const [what, body, options, parsed, ...issues] of given) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog)
      app.addContentTypeParser('application/own', { parseAs: 'string' }, async () => parsed)
      app.post('/', { schema: { body } }, async () => 'done')
    }, options)
    const got = await ask('/', { method: 'POST', body: 'x', headers: { 'content-type': 'application/own' } })
    t.same(issuesOf(got.body), issues, what)
  }
})

t.test('with attachValidation no schema is applied a second time', async t => {
  let applied = 0
  const counted = { keyword: 'counted', validate: () => { applied++; return true } }
  const part = (...required: string[]) => ({ type: 'object', counted: true, required })
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    const schema = { body: part('a', 'b'), querystring: part('c', 'd') }
    app.post('/default', { schema }, async () => 'done')
    app.post('/rejects', { schema, attachValidation: true }, async request => await Promise.reject(request.validationError))
    app.post('/sends', { schema, attachValidation: true }, (request, reply) => reply.send(request.validationError))
    app.post('/fails', { schema, attachValidation: true }, (_request, reply) => reply.fail('conflict'))
    app.post('/describes', { schema, attachValidation: true }, async request =>
      ({ error: { issues: [app.describeFailure(request.validationError, request), app.describeFailure(request.validationError)].flatMap(({ issues }) => issues) } }))
  }, { ajv: { customOptions: { keywords: [counted] } } } as unknown as FastifyServerOptions)
  const got = async (path: string) => {
    applied = 0
    const { status, body } = await ask(path, post('{}'))
    return [status, issuesOf(body), applied]
  }
  t.same(await got('/default'), [400, ['a required', 'b required', 'c required', 'd required'], 3], 'once by Fastify, then each part')
  for (const path of ['/rejects', '/sends']) t.same(await got(path), [400, ['a required'], 1], path)
  t.same(await got('/describes'), [200, ['a required', 'a required'], 1])
  applied = 0
  t.match([await ask('/fails', post('{}')), applied], [{ status: 409 }, 1])
})

t.test('errors of a validator with the code of another error are not validation errors', async t => {
  const thrown: ReadonlyArray<readonly [name: string, error: object, status: number, code: string]> = [
    ['none', {}, 400, 'validation_failed'],
    ['own', { code: 'E_MINE' }, 400, 'validation_failed'],
    ['number', { code: 5 }, 400, 'validation_failed'],
    ['connection', { code: 'ECONNREFUSED' }, 503, 'unavailable']
  ]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [name, members] of thrown) {
      const error = Object.assign(new Error('hunter2'), members)
      app.post(`/${name}`, { schema: { body: {} }, validatorCompiler: () => () => ({ error }) }, async () => 'done')
    }
  })
  for (const [name, , status, code] of thrown) t.match(await ask(`/${name}`, post('{}')), { status, body: { error: { code } } }, name)
})

t.test('parts that Fastify did not come to are validated once where the user asks for all errors, or has a compiler', async t => {
  const [body, querystring] = [{ type: 'object', required: ['a', 'b'] }, { type: 'object', required: ['c', 'd'] }]
  const options = { ajv: { customOptions: { allErrors: true } } }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.post('/all', { schema: { body, querystring } }, async () => 'done')
    const validatorCompiler = () => Object.assign(() => false, { errors: [{ instancePath: '/a', keyword: 'type', params: { type: 'string' } }] })
    app.post('/content', { schema: { body: { content: { 'application/json': { schema: { 'x-error-message': 'Say a.' } } } } }, validatorCompiler: validatorCompiler as never }, async () => 'done')
  }, options)
  t.same(issuesOf((await ask('/all', post('{}'))).body), ['a required', 'b required', 'c required', 'd required'])
  t.match((await ask('/content', post('{}'))).body, { error: { issues: [{ path: 'a', message: 'Must be a string.' }] } })
})

t.test('1,000 routes whose schemas are each compiled a second time keep less than 100 kB and take less than 60 ms of CPU each', async t => {
  const count = 1000
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  const items = { type: 'object', required: ['sku'], properties: { sku: { type: 'string', maxLength: 20, pattern: '^\\w+$' }, amount: { type: 'number' } } }
  for (let index = 0; index < count; index++) {
    const properties = { id: { type: 'string', format: 'uuid' }, [`a${index}`]: { type: 'integer', minimum: index }, lines: { type: 'array', items } }
    app.post(`/${index}`, { schema: { body: { type: 'object', required: ['id', `a${index}`], properties } } }, async () => 'done')
  }
  await app.ready()
  v8.setFlagsFromString('--expose-gc')
  const collect = vm.runInNewContext('gc') as () => void
  const ask = async () => {
    const started = process.cpuUsage()
    for (let index = 0; index < count; index++) {
      const response = await app.inject({ method: 'POST', url: `/${index}`, payload: { lines: [{}] } })
      if (response.json<{ error: { issues: unknown[] } }>().error.issues.length !== 3) t.fail(response.body)
    }
    const { user, system } = process.cpuUsage(started)
    collect()
    return { heap: process.memoryUsage().heapUsed, milliseconds: (user + system) / 1000 }
  }
  collect()
  const before = process.memoryUsage().heapUsed
  const [first, second] = [await ask(), await ask()]
  t.ok(first.heap - before < count * 100_000, `${(first.heap - before) / count} bytes of heap each`)
  t.ok(first.milliseconds < count * 60, `${first.milliseconds / count} ms of CPU each`)
  t.ok(second.heap - first.heap < count * 10_000, `nothing is compiled again: ${(second.heap - first.heap) / count} bytes each`)
})

t.test('a schema that cannot be rewritten safely is refused, and a keyword of another type is kept', async t => {
  const options = { shared: { schemas: {}, parts: new WeakMap() }, reportsUnknown: true }
  t.throws(() => toCollectingSchema({ type: 'object', 'x-own': { $ref: '#/definitions/a' } }, options))
  t.match(toCollectingSchema({ type: 'object', dependencies: 5 }, options), { type: 'object', dependencies: 5 })
})

t.test('a reference whose fragment is no pointer, or cannot be decoded, names nothing', async t => {
  for (const $ref of ['#/%zz', '#address']) {
    const root = { $ref }
    t.equal(resolve({ schema: root, root }, { schemas: {}, parts: new WeakMap() }), undefined, $ref)
  }
})

t.test('the issues of one value are listed together, even if the validator comes back to it', async t => {
  const member = (name: string, ...required: string[]) => ({ properties: { [name]: { required } } })
  const names = Array.from({ length: 10 }, (_, index) => `m${index}`)
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.post('/few', { schema: { body: { allOf: [member('a', 'x'), member('b', 'x'), member('a', 'y')] } } }, async () => 'done')
    app.post('/many', { schema: { body: { allOf: [...names.map(name => member(name, 'x')), member('m0', 'y'), member('m8', 'y')] } } }, async () => 'done')
  }, { ajv: { customOptions: { strict: false } } })
  t.same(issuesOf((await ask('/few', post('{"a":{},"b":{}}'))).body), ['a.x required', 'a.y required', 'b.x required'])
  const many = issuesOf((await ask('/many', post(JSON.stringify(Object.fromEntries(names.map(name => [name, {}])))))).body)
  t.same([many.length, many.slice(0, 3), many.slice(-3)], [12, ['m0.x required', 'm0.y required', 'm1.x required'], ['m8.x required', 'm8.y required', 'm9.x required']])
})
